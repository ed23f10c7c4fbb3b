import type { Library, LibraryStore } from '../model/library.js';

const memory = {
  keeps: 'what agents and users said',
  role: 'session',
  roleFrom: 'library',
  verdict: 'unsafe',
  made: 'constructed',
} as const satisfies Partial<LibraryStore>;

const checkpointer = {
  title: 'Keep checkpoints in a database',
  code: `import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';

const checkpointer = PostgresSaver.fromConnString(process.env.DATABASE_URL);`,
};

export const agents: Library = {
  name: 'agents',
  title: 'Memory of agents',
  stores: [
    {
      ...memory,
      packages: ['@langchain/langgraph', '@langchain/langgraph-checkpoint'],
      exports: ['MemorySaver', 'InMemoryStore'],
      remedy: checkpointer,
    },
    {
      ...memory,
      packages: [
        ...[
          '@langchain/core/chat_history',
          '@langchain/core/stores',
          'langchain/memory',
          'langchain/stores/message/in_memory',
        ],
        ...['@langchain/classic/memory', '@langchain/community/memory/chat_memory'],
      ],
      exports: [
        ...['InMemoryChatMessageHistory', 'InMemoryStore', 'ChatMessageHistory'],
        ...['BufferMemory', 'BufferWindowMemory', 'ConversationSummaryMemory'],
      ],
      safe: [{ options: ['chatHistory'] }],
      remedy: {
        title: 'Keep the history in a database',
        code: `import { RedisChatMessageHistory } from '@langchain/redis';

const history = new RedisChatMessageHistory({ sessionId, client: redis });`,
      },
    },
    {
      ...memory,
      packages: ['langchain/vectorstores/memory', '@langchain/classic/vectorstores/memory'],
      exports: ['MemoryVectorStore'],
      keeps: 'embeddings',
      role: 'cache',
      roleFrom: 'use',
      verdict: 'advisory',
      remedy: {
        title: 'Keep embeddings in a vector database',
        code: `const store = await PGVectorStore.initialize(embeddings, { postgresConnectionOptions, tableName: 'documents' });`,
      },
    },
  ],
};
