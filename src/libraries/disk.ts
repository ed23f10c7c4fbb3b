import type { Library, LibraryStore } from '../model/library.js';

const database = {
  keeps: 'records, in files on the local disk',
  role: 'entity',
  roleFrom: 'use',
  verdict: 'unsafe',
  rule: 'no-local-disk-state',
  remedy: {
    title: 'Use a database that lives outside the instance',
    code: `import { createClient } from '@libsql/client';

const db = createClient({ url: process.env.TURSO_URL, authToken: process.env.TURSO_TOKEN });`,
  },
} as const satisfies Partial<LibraryStore>;

const logs = {
  keeps: 'logs, on the local disk',
  role: 'history',
  roleFrom: 'library',
  severity: 'medium',
} as const satisfies Partial<LibraryStore>;

const uploads = {
  title: 'Stream uploads to object storage',
  code: `import multerS3 from 'multer-s3';

const upload = multer({ storage: multerS3({ s3, bucket: process.env.UPLOADS_BUCKET }) });`,
};

export const disk: Library = {
  name: 'disk',
  title: 'Databases and files on the local disk',
  stores: [
    { ...database, packages: ['lowdb', 'lowdb/node'], exports: ['Low', 'LowSync'], made: 'constructed' },
    {
      ...database,
      packages: ['lowdb', 'lowdb/node'],
      exports: ['default', 'JSONFilePreset', 'JSONFileSyncPreset'],
      made: 'called',
    },
    {
      ...database,
      packages: ['node-persist'],
      exports: ['default'],
      made: 'imported',
      source:
        'node-persist 4.0.4, src: methods of the module itself over one instance, a directory under the working directory',
      methods: {
        getItem: 'get',
        get: 'get',
        setItem: 'set',
        set: 'set',
        updateItem: 'set',
        removeItem: 'delete',
        del: 'delete',
        clear: 'clear',
        keys: 'iterate',
        values: 'iterate',
        forEach: 'iterate',
      },
    },
    {
      ...database,
      packages: ['better-sqlite3', 'sqlite3', 'node:sqlite'],
      exports: ['default', 'Database', 'DatabaseSync'],
      made: 'either',
      safe: [
        { argument: 0, is: [':memory:'] },
        { options: ['readonly', 'readOnly'], is: [true] },
      ],
    },
    {
      ...database,
      packages: ['nedb', '@seald-io/nedb', 'nedb-promises', 'lokijs', 'conf'],
      exports: ['default'],
      made: 'constructed',
    },
    { ...database, packages: ['nedb-promises'], exports: ['create'], made: 'called' },
    { ...database, packages: ['level', 'classic-level'], exports: ['Level', 'ClassicLevel'], made: 'constructed' },
    {
      ...database,
      packages: ['json-server'],
      exports: ['router'],
      made: 'called',
      keeps: 'records, in a file on the local disk or in memory',
      source: 'json-server 0.x, src/server/router: lowdb over FileSync for a path, over Memory for an object',
    },
    {
      ...database,
      packages: ['baileys', '@whiskeysockets/baileys'],
      exports: ['useMultiFileAuthState'],
      made: 'anywhere',
      keeps: 'the login of a messenger, in files on the local disk',
      role: 'session',
      roleFrom: 'library',
      source:
        'baileys, src/Utils/use-multi-file-auth-state.ts: writes creds.json and one file per key into a directory',
      remedy: {
        title: 'Keep credentials and keys in a database',
        code: `const state = { creds: (await store.get('creds')) ?? initAuthCreds(), keys: keysIn(store) };
const socket = makeWASocket({ auth: state });`,
      },
    },
    {
      ...database,
      packages: ['proper-lockfile'],
      exports: ['lock', 'lockSync'],
      made: 'anywhere',
      keeps: 'who holds the lock, in a file on the local disk',
      role: 'lock',
      roleFrom: 'library',
      source: 'proper-lockfile, index.js: mkdir of a directory beside the file is what excludes others',
      remedy: {
        title: 'Take the lock where all instances see it',
        code: `import { lock } from '@coldstate/adapters/redis';

await lock('report').withLock(id, () => write(id), { leaseMs: 10_000 });`,
      },
    },
    {
      ...database,
      packages: ['flat-cache'],
      exports: ['load', 'create', 'createFromFile', 'FlatCache'],
      made: 'either',
      role: 'cache',
      verdict: 'advisory',
    },
    {
      ...database,
      packages: ['multer'],
      exports: ['default'],
      made: 'called',
      source:
        'multer, index.js: `storage`, else diskStorage for `dest`, else memoryStorage, which holds a file as long as its request',
      keeps: 'uploads, on the local disk',
      role: 'user-data',
      onlyWith: ['dest'],
      remedy: uploads,
    },
    {
      ...database,
      packages: ['multer'],
      exports: ['diskStorage'],
      made: 'called',
      keeps: 'uploads, on the local disk',
      role: 'user-data',
      remedy: uploads,
    },
    {
      ...database,
      packages: ['winston'],
      exports: ['transports.File'],
      ...logs,
      made: 'constructed',
      remedy: {
        title: 'Log to standard output, which the platform collects',
        code: `const logger = winston.createLogger({ transports: [new winston.transports.Console()] });`,
      },
    },
    {
      ...database,
      packages: ['formidable'],
      exports: ['default', 'formidable', 'IncomingForm'],
      made: 'anywhere',
      keeps: 'uploads, on the local disk',
      role: 'user-data',
      // Without it, files go to the temporary directory and are gone with the request.
      onlyWith: ['uploadDir'],
      remedy: {
        title: 'Stream uploads to object storage',
        code: `const form = formidable({ fileWriteStreamHandler: () => uploadStream(s3, bucket) });`,
      },
    },
    {
      ...database,
      ...logs,
      packages: ['pino'],
      exports: ['transport', 'default'],
      made: 'called',
      onlyWith: [
        { option: 'target', is: ['pino-roll', 'pino/file'] },
        { option: 'targets.*.target', is: ['pino-roll'] },
        { option: 'transport.target', is: ['pino-roll'] },
      ],
      remedy: {
        title: 'Log to standard output, which the platform collects',
        code: `const logger = pino();`,
      },
    },
    {
      ...database,
      ...logs,
      packages: ['log4js'],
      exports: ['configure'],
      made: 'called',
      onlyWith: [{ option: 'appenders.*.type', is: ['file', 'dateFile', 'multiFile', 'fileSync'] }],
      remedy: {
        title: 'Log to standard output, which the platform collects',
        code: `log4js.configure({ appenders: { out: { type: 'stdout' } }, categories: { default: { appenders: ['out'], level: 'info' } } });`,
      },
    },
  ],
};
