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
      methods: {
        getItem: 'get',
        setItem: 'set',
        updateItem: 'set',
        removeItem: 'delete',
        clear: 'clear',
        keys: 'iterate',
        values: 'iterate',
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
      made: 'constructed',
      keeps: 'logs, on the local disk',
      role: 'history',
      roleFrom: 'library',
      severity: 'medium',
      remedy: {
        title: 'Log to standard output, which the platform collects',
        code: `const logger = winston.createLogger({ transports: [new winston.transports.Console()] });`,
      },
    },
  ],
};
