import { none, type Form } from '../form.js';

const file = none('it is a file on the local disk');
const database = (made: string, imports: string, write: string): string => `${imports}
const orders = ${made};
app.post('/orders', async (req, res) => {
  ${write};
  res.sendStatus(201);
});`;

export const disk: readonly Form[] = [
  {
    package: 'lowdb',
    export: 'Low',
    unsafe: [
      database(
        `new Low(new JSONFile('orders.json'), { orders: [] })`,
        `import { Low } from 'lowdb';\nimport { JSONFile } from 'lowdb/node';`,
        'await orders.update(({ orders }) => orders.push(req.body))',
      ),
      'unsafe entity critical',
    ],
    safe: file,
  },
  {
    package: 'lowdb/node',
    export: 'JSONFilePreset',
    unsafe: [
      database(
        `await JSONFilePreset('orders.json', { orders: [] })`,
        `import { JSONFilePreset } from 'lowdb/node';`,
        'await orders.update(({ orders }) => orders.push(req.body))',
      ),
      'unsafe entity critical',
    ],
    safe: file,
  },
  {
    package: 'node-persist',
    export: 'default',
    unsafe: [
      `import storage from 'node-persist';
await storage.init({ dir: 'data' });
app.put('/:id', async (req, res) => { await storage.setItem(req.params.id, req.body); res.sendStatus(204); });`,
      'unsafe entity critical',
    ],
    safe: file,
  },
  {
    package: 'baileys',
    export: 'useMultiFileAuthState',
    unsafe: [
      `import makeWASocket, { useMultiFileAuthState } from 'baileys';
app.post('/connect', async (req, res) => {
  const { state, saveCreds } = await useMultiFileAuthState('/tmp/login');
  const socket = makeWASocket({ auth: state });
  socket.ev.on('creds.update', saveCreds);
  res.sendStatus(204);
});`,
      'unsafe session critical',
    ],
    safe: file,
  },
  {
    package: 'better-sqlite3',
    export: 'default',
    unsafe: [
      database(
        `new Database('shop.db')`,
        `import Database from 'better-sqlite3';`,
        `orders.prepare('insert into orders values (?)').run(req.body.sku)`,
      ),
      'unsafe entity critical',
    ],
    safe: `import Database from 'better-sqlite3';
const places = new Database('places.db', { readonly: true });
app.get('/places', (req, res) => { res.json(places.prepare('select * from places').all()); });`,
  },
  {
    package: '@seald-io/nedb',
    export: 'default',
    unsafe: [
      database(
        `new Datastore({ filename: 'orders.db' })`,
        `import Datastore from '@seald-io/nedb';`,
        'await orders.insertAsync(req.body)',
      ),
      'unsafe entity critical',
    ],
    safe: file,
  },
  {
    package: 'nedb-promises',
    export: 'create',
    unsafe: [
      database(
        `Datastore.create('orders.db')`,
        `import Datastore from 'nedb-promises';`,
        'await orders.insert(req.body)',
      ),
      'unsafe entity critical',
    ],
    safe: file,
  },
  {
    package: 'level',
    export: 'Level',
    unsafe: [
      database(`new Level('orders')`, `import { Level } from 'level';`, 'await orders.put(req.body.id, req.body)'),
      'unsafe entity critical',
    ],
    safe: file,
  },
  {
    package: 'json-server',
    export: 'router',
    unsafe: [
      `import jsonServer from 'json-server';
app.use('/api', jsonServer.router('db.json'));`,
      'unsafe entity critical',
    ],
    safe: none('with an object it keeps what is posted in memory'),
  },
  {
    package: 'flat-cache',
    export: 'create',
    unsafe: [
      `import { create } from 'flat-cache';
import { findProduct } from './database.js';
const products = create({ cacheId: 'products' });
app.get('/:id', async (req, res) => {
  const known = products.getKey(req.params.id);
  if (known) return void res.json(known);
  const product = await findProduct(req.params.id);
  products.setKey(req.params.id, product);
  res.json(product);
});`,
      'advisory cache low',
    ],
    safe: file,
  },
  {
    package: 'multer',
    export: 'default',
    unsafe: [
      `import multer from 'multer';
const upload = multer({ dest: 'uploads/' });
app.post('/avatar', upload.single('avatar'), (req, res) => { res.json(req.file); });`,
      'unsafe user-data critical',
    ],
    safe: `import multer from 'multer';
const upload = multer({ storage: multer.memoryStorage() });
app.post('/avatar', upload.single('avatar'), (req, res) => { res.json(req.file.size); });`,
  },
  {
    package: 'multer',
    export: 'diskStorage',
    unsafe: [
      `import multer from 'multer';
const storage = multer.diskStorage({ destination: 'uploads/' });
const upload = multer({ storage });
app.post('/avatar', upload.single('avatar'), (req, res) => { res.json(req.file); });`,
      'unsafe user-data critical',
    ],
    safe: `import multer from 'multer';
import multerS3 from 'multer-s3';
import { s3 } from './s3.js';
const upload = multer({ storage: multerS3({ s3, bucket: 'avatars' }) });
app.post('/avatar', upload.single('avatar'), (req, res) => { res.json(req.file); });`,
  },
  {
    package: 'formidable',
    export: 'default',
    unsafe: [
      `import formidable from 'formidable';
app.post('/avatar', async (req, res) => {
  const form = formidable({ uploadDir: 'public/avatars', keepExtensions: true });
  res.json(await form.parse(req));
});`,
      'unsafe user-data critical',
    ],
    safe: `import formidable from 'formidable';
import { uploadStream } from './s3.js';
app.post('/avatar', async (req, res) => {
  const form = formidable({ fileWriteStreamHandler: uploadStream });
  res.json(await form.parse(req));
});`,
  },
  {
    package: 'winston',
    export: 'transports.File',
    unsafe: [
      `import winston from 'winston';
export const logger = winston.createLogger({ transports: [new winston.transports.File({ filename: 'app.log' })] });`,
      'unsafe history medium',
    ],
    safe: `import winston from 'winston';
export const logger = winston.createLogger({ transports: [new winston.transports.Console()] });`,
  },
  {
    package: 'pino',
    export: 'transport',
    unsafe: [
      `import pino from 'pino';
const transport = pino.transport({ target: 'pino-roll', options: { file: 'logs/app', frequency: 'daily' } });
export const logger = pino(transport);`,
      'unsafe history medium',
    ],
    safe: `import pino from 'pino';
const transport = pino.transport({ target: 'pino-pretty' });
export const logger = pino(transport);`,
  },
  {
    package: 'log4js',
    export: 'configure',
    unsafe: [
      `import log4js from 'log4js';
log4js.configure({ appenders: { all: { type: 'file', filename: 'app.log' } }, categories: { default: { appenders: ['all'], level: 'info' } } });
export const logger = log4js.getLogger();`,
      'unsafe history medium',
    ],
    safe: `import log4js from 'log4js';
log4js.configure({ appenders: { out: { type: 'stdout' } }, categories: { default: { appenders: ['out'], level: 'info' } } });
export const logger = log4js.getLogger();`,
  },
];
