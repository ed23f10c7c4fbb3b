import type { Library, LibraryStore } from '../model/library.js';

const conversation = {
  keeps: 'the state of conversations',
  role: 'session',
  roleFrom: 'library',
  verdict: 'unsafe',
} as const satisfies Partial<LibraryStore>;

export const bots: Library = {
  name: 'bots',
  title: 'Sessions of chat bots',
  stores: [
    {
      ...conversation,
      packages: ['telegraf'],
      exports: ['session'],
      made: 'called',
      safe: [{ options: ['store'] }],
      remedy: {
        title: 'Give the session a store that all instances share',
        code: `import { Redis } from '@telegraf/session/redis';

bot.use(session({ store: Redis({ url: process.env.REDIS_URL }) }));`,
      },
    },
    {
      ...conversation,
      packages: ['grammy'],
      exports: ['session'],
      made: 'called',
      safe: [{ options: ['storage'] }],
      remedy: {
        title: 'Give the session a storage that all instances share',
        code: `import { RedisAdapter } from '@grammyjs/storage-redis';

bot.use(session({ initial, storage: new RedisAdapter({ instance: redis }) }));`,
      },
    },
    {
      ...conversation,
      packages: ['grammy', 'botbuilder', 'botbuilder-core', '@slack/bolt'],
      exports: ['MemorySessionStorage', 'MemoryStorage', 'MemoryStore'],
      made: 'constructed',
      remedy: {
        title: 'Use a storage that all instances share',
        code: `import { BlobsStorage } from 'botbuilder-azure-blobs';

const storage = new BlobsStorage(process.env.BLOBS_CONNECTION, 'conversations');`,
      },
    },
    {
      ...conversation,
      packages: ['@slack/bolt'],
      exports: ['App', 'ExpressReceiver', 'AwsLambdaReceiver', 'HTTPReceiver'],
      made: 'constructed',
      keeps: 'the installations of its workspaces',
      role: 'auth',
      // One workspace with a token of its own needs no installations.
      onlyWith: ['clientId'],
      safe: [{ options: ['installationStore', 'authorize'] }],
      source: '@slack/oauth, InstallProvider: `installationStore = new MemoryInstallationStore()`',
      remedy: {
        title: 'Keep installations in a database',
        code: `const app = new App({ clientId, clientSecret, stateSecret, scopes, installationStore: { storeInstallation, fetchInstallation } });`,
      },
    },
    {
      ...conversation,
      packages: ['@slack/bolt', '@slack/oauth'],
      exports: ['MemoryInstallationStore', 'FileInstallationStore'],
      made: 'constructed',
      keeps: 'the installations of its workspaces',
      role: 'auth',
      remedy: {
        title: 'Keep installations in a database',
        code: `const installationStore = { storeInstallation, fetchInstallation, deleteInstallation };`,
      },
    },
  ],
};
