import type { Case } from '../case.js';

/** Containers of packages, by what the code makes of them: guards, counts, caches, and several of these in one. */
export const containers: readonly Case[] = [
  {
    name: 'a signed transaction is signed again on an instance that has not seen it',
    platform: 'next',
    files: {
      'lib/cache.ts': `
import cacheManager from 'cache-manager';
import MemoryStore from 'cache-manager/lib/stores/memory';
export const cache = cacheManager.caching({ store: MemoryStore, max: 1000, ttl: 120 });
`,
      'lib/sign.ts': `
import type { Cache } from 'cache-manager';
import { createHash } from 'node:crypto';

export async function signOnce(transaction: { message: string }, cache: Cache): Promise<string> {
  const key = \`transaction/\${createHash('sha256').update(transaction.message).digest('hex')}\`;
  if (await cache.get(key)) throw new Error('duplicate transaction');
  await cache.set(key, true);
  return 'signed:' + transaction.message;
}
`,
      'pages/api/transfer.ts': `
import type { NextApiRequest, NextApiResponse } from 'next';
import { cache } from '../../lib/cache';
import { signOnce } from '../../lib/sign';

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  try {
    res.status(200).json({ signature: await signOnce(req.body.transaction, cache) });
  } catch (error) {
    res.status(400).json({ message: String(error) });
  }
}
`,
    },
    expect: [{ symbol: 'cache', verdict: 'unsafe', role: ['lock', 'security'], severity: ['high', 'critical'] }],
    nothingElse: true,
  },
  {
    name: 'a webhook is handled once on each instance because cache-manager remembers it in memory',
    platform: 'express',
    files: {
      'app.js': `
const express = require('express');
const { caching } = require('cache-manager');
const { fulfil } = require('./orders');
const app = express();
const seen = caching({ store: 'memory', ttl: 600 });

app.post('/webhooks/stripe', async (req, res) => {
  const known = await seen.get(req.body.id);
  if (known) return res.json({ received: true });
  await seen.set(req.body.id, true);
  await fulfil(req.body);
  res.json({ received: true });
});
module.exports = app;
`,
      'orders.js': `exports.fulfil = async (event) => fetch('https://orders.example.org', { method: 'POST', body: JSON.stringify(event) });`,
    },
    expect: [{ symbol: 'seen', verdict: 'unsafe', role: 'lock', severity: 'high' }],
    nothingElse: true,
  },
  ...['memory-cache', 'node-cache', 'lru-cache', 'keyv'].map((name): Case => {
    const make: Record<string, string> = {
      'memory-cache': `const cache = require('memory-cache');`,
      'node-cache': `const NodeCache = require('node-cache');\nconst cache = new NodeCache();`,
      'lru-cache': `const { LRUCache } = require('lru-cache');\nconst cache = new LRUCache({ max: 500 });`,
      keyv: `const Keyv = require('keyv');\nconst cache = new Keyv();`,
    };
    const set = name === 'memory-cache' ? 'put' : 'set';
    return {
      name: `a delivery of Shopify is taken twice because ${name} knows it on one instance only`,
      platform: 'express',
      files: {
        'app.js': `
const express = require('express');
${make[name] ?? ''}
const { importOrder } = require('./orders');
const app = express();

app.post('/webhooks/shopify', async (req, res) => {
  const id = req.get('x-shopify-webhook-id');
  if (await cache.get(id)) return res.sendStatus(200);
  await cache.${set}(id, true);
  await importOrder(req.body);
  res.sendStatus(200);
});
module.exports = app;
`,
        'orders.js': `exports.importOrder = async (order) => fetch('https://erp.example.org/orders', { method: 'POST', body: JSON.stringify(order) });`,
      },
      expect: [{ near: `cache`, verdict: 'unsafe', role: 'lock', severity: 'high' }],
      nothingElse: true,
    };
  }),
  {
    name: 'a nonce is good for one use on each instance',
    platform: 'next',
    files: {
      'lib/replay.ts': `
import { createCache } from 'cache-manager';
const cache = createCache({ ttl: 300_000 });

export async function assertFresh(nonce: string) {
  if (await cache.get('nonce:' + nonce)) throw new Error('Replayed');
  await cache.set('nonce:' + nonce, Date.now());
}
`,
      'app/api/sign/route.ts': `
import { assertFresh } from '../../../lib/replay';
export async function POST(request: Request) {
  const { nonce } = await request.json();
  await assertFresh(nonce);
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'cache', verdict: 'unsafe', role: ['lock', 'security'], severity: ['high', 'critical'] }],
    nothingElse: true,
  },
  {
    name: 'a page is rendered once for each key and instance, and when is kept beside it',
    platform: 'express',
    files: {
      'pages.js': `
const NodeCache = require('node-cache');
const pages = new NodeCache();
const renderedAt = new NodeCache();
const { render } = require('./render');

exports.pageOf = async (slug) => {
  const at = renderedAt.get(slug);
  if (at && Date.now() - at < 60000) return pages.get(slug);
  const page = await render(slug);
  pages.set(slug, page);
  renderedAt.set(slug, Date.now());
  return page;
};
`,
      'render.js': `exports.render = async (slug) => (await fetch('https://cms.example.org/' + slug)).text();`,
      'app.js': `
const express = require('express');
const { pageOf } = require('./pages');
const app = express();
app.get('/pages/:slug', async (req, res) => res.send(await pageOf(req.params.slug)));
module.exports = app;
`,
    },
    expect: [
      { symbol: 'pages', verdict: 'advisory', role: 'cache' },
      { symbol: 'renderedAt', verdict: ['advisory', 'safe'] },
    ],
  },
  {
    name: 'visits are counted in the storage of Nitro, which is the memory of one instance',
    platform: 'nuxt',
    files: {
      'server/api/hits.post.ts': `
export default defineEventHandler(async () => {
  const storage = useStorage();
  const hits = (await storage.getItem<number>('hits')) ?? 0;
  await storage.setItem('hits', hits + 1);
  return { hits: hits + 1 };
});
`,
    },
    expect: [{ symbol: 'useStorage', verdict: 'unsafe', role: ['counter', 'entity', 'metrics'] }],
    nothingElse: true,
  },
  {
    name: 'votes are read by a helper and written back one higher',
    platform: 'nuxt',
    files: {
      'server/utils/votes.ts': `
export async function votesOf(id: string) {
  return (await useStorage('data').getItem<number>(id)) ?? 0;
}
`,
      'server/api/vote/[id].post.ts': `
import { votesOf } from '../../utils/votes';
export default defineEventHandler(async (event) => {
  const id = getRouterParam(event, 'id');
  const votes = await votesOf(id);
  await useStorage('data').setItem(id, votes + 1);
  return { votes: votes + 1 };
});
`,
    },
    expect: [{ symbol: "useStorage('data')", verdict: 'unsafe', role: ['counter', 'entity'] }],
    nothingElse: true,
  },
  {
    name: 'downloads are counted in Keyv without a store',
    platform: 'next',
    files: {
      'app/api/download/[file]/route.ts': `
import Keyv from 'keyv';
const downloads = new Keyv();

export async function GET(_request: Request, { params }: { params: Promise<{ file: string }> }) {
  const { file } = await params;
  const before = await downloads.get(file);
  const count = before ? before + 1 : 1;
  await downloads.set(file, count);
  return Response.json({ count });
}
`,
    },
    expect: [{ symbol: 'downloads', verdict: 'unsafe', role: ['counter', 'metrics'], severity: 'medium' }],
    nothingElse: true,
  },
  {
    name: 'a weather report is kept in the storage of Nitro and asked for again',
    platform: 'nuxt',
    files: {
      'server/api/weather/[city].get.ts': `
export default defineEventHandler(async (event) => {
  const city = getRouterParam(event, 'city');
  const storage = useStorage('weather');
  const known = await storage.getItem(city);
  if (known) return known;
  const fresh = await $fetch('https://weather.example.org/' + city);
  await storage.setItem(city, fresh);
  return fresh;
});
`,
    },
    expect: [{ symbol: "useStorage('weather')", verdict: 'advisory', role: 'cache' }],
  },
  {
    name: 'one memory-cache serves several modules, each of which fills it from the database',
    platform: 'express',
    files: {
      'areas.js': `
const cache = require('memory-cache');
const { pool } = require('./db');
exports.areaOf = async (id) => {
  const cacheKey = \`area:\${id}\`;
  const cached = cache.get(cacheKey);
  if (cached) return cached;
  const { rows } = await pool.query('select * from areas where id = $1', [id]);
  cache.put(cacheKey, rows[0], 60000);
  return rows[0];
};
`,
      'links.js': `
const cache = require('memory-cache');
const Link = require('./models/link');
exports.load = (req, res, next) => {
  const known = cache.get('links');
  if (known) { req.links = known; return next(); }
  Link.find()
    .exec()
    .then((links) => {
      cache.put('links', links);
      req.links = links;
      next();
    })
    .catch(next);
};
exports.save = (req, res, next) => {
  cache.del('links');
  new Link(req.body).save().then(() => res.sendStatus(201), next);
};
`,
      'forums.js': `
const cache = require('memory-cache');
const Forum = require('./models/forum');
exports.all = (req, res) => {
  const hit = cache.get('forums:all');
  if (hit) return res.json(hit);
  Forum.find({}, (err, forums) => {
    if (err) return res.sendStatus(500);
    cache.put('forums:all', forums, 30000);
    res.json(forums);
  });
};
`,
      'models/link.js': `const mongoose = require('mongoose');\nmodule.exports = mongoose.model('Link', new mongoose.Schema({ url: String }));\n`,
      'models/forum.js': `const mongoose = require('mongoose');\nmodule.exports = mongoose.model('Forum', new mongoose.Schema({ title: String }));\n`,
      'db.js': `const { Pool } = require('pg');\nexports.pool = new Pool();\n`,
      'app.js': `
const express = require('express');
const links = require('./links');
const forums = require('./forums');
const { areaOf } = require('./areas');
const app = express();
app.get('/links', links.load, (req, res) => res.json(req.links));
app.post('/links', links.save);
app.get('/forums', forums.all);
app.get('/areas/:id', async (req, res) => res.json(await areaOf(req.params.id)));
module.exports = app;
`,
    },
    expect: [{ symbol: 'cache', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'codes of logins are lost from a cache that also keeps articles',
    platform: 'express',
    files: {
      'cache.js': `
const NodeCache = require('node-cache');
module.exports = new NodeCache();
`,
      'articles.js': `
const cache = require('./cache');
const { pool } = require('./db');
exports.articleOf = async (slug) => {
  const known = cache.get(\`article:\${slug}\`);
  if (known) return known;
  const { rows } = await pool.query('select * from articles where slug = $1', [slug]);
  cache.set(\`article:\${slug}\`, rows[0]);
  return rows[0];
};
`,
      'login.js': `
const cache = require('./cache');
const { randomInt } = require('node:crypto');
exports.send = async (req, res) => {
  const code = String(randomInt(100000, 999999));
  cache.set(\`otp:\${req.body.email}\`, code, 300);
  await fetch('https://mail.example.org', { method: 'POST', body: JSON.stringify({ to: req.body.email, code }) });
  res.sendStatus(204);
};
exports.verify = (req, res) => {
  const expected = cache.get(\`otp:\${req.body.email}\`);
  if (!expected || expected !== req.body.code) return res.status(401).json({ error: 'Wrong code' });
  cache.del(\`otp:\${req.body.email}\`);
  res.json({ ok: true });
};
`,
      'db.js': `const { Pool } = require('pg');\nexports.pool = new Pool();\n`,
      'app.js': `
const express = require('express');
const login = require('./login');
const { articleOf } = require('./articles');
const app = express();
app.post('/login/send', login.send);
app.post('/login/verify', login.verify);
app.get('/articles/:slug', async (req, res) => res.json(await articleOf(req.params.slug)));
module.exports = app;
`,
    },
    expect: [
      { near: 'otp:', verdict: 'unsafe', role: ['security', 'session', 'auth'], severity: ['critical', 'high'] },
    ],
    nothingElse: true,
  },
  {
    name: 'a report is computed in a promise that looks into node-cache first',
    platform: 'express',
    files: {
      'reports.js': `
const NodeCache = require('node-cache');
const cache = new NodeCache({ stdTTL: 600 });
const Report = require('./report');
exports.reportOf = (month) =>
  new Promise((resolve, reject) => {
    const known = cache.get(month);
    if (known) return resolve(known);
    Report.find({ month }).then((report) => {
      cache.set(month, report);
      resolve(report);
    }, reject);
  });
`,
      'report.js': `const mongoose = require('mongoose');\nmodule.exports = mongoose.model('Report', new mongoose.Schema({ month: String }));\n`,
      'app.js': `
const express = require('express');
const { reportOf } = require('./reports');
const app = express();
app.get('/reports/:month', async (req, res) => res.json(await reportOf(req.params.month)));
module.exports = app;
`,
    },
    expect: [{ symbol: 'cache', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'forums are asked for again in a callback of mongoose',
    platform: 'express',
    files: {
      'forums.js': `
const NodeCache = require('node-cache');
const known = new NodeCache({ stdTTL: 30 });
const Forum = require('./forum');
exports.one = (req, res) => {
  const hit = known.get(req.params.slug);
  if (hit) return res.json(hit);
  Forum.findOne({ slug: req.params.slug }, (err, forum) => {
    if (err) return res.sendStatus(500);
    if (!forum) return res.sendStatus(404);
    known.set(req.params.slug, forum);
    res.json(forum);
  });
};
`,
      'forum.js': `const mongoose = require('mongoose');\nmodule.exports = mongoose.model('Forum', new mongoose.Schema({ slug: String }));\n`,
      'app.js': `
const express = require('express');
const forums = require('./forums');
const app = express();
app.get('/forums/:slug', forums.one);
module.exports = app;
`,
    },
    expect: [{ symbol: 'known', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'a list is put together row by row before it is kept',
    platform: 'express',
    files: {
      'places.js': `
const known = require('memory-cache');
const { pool } = require('./db');
exports.placesOf = async (country) => {
  const hit = known.get(country);
  if (hit) return hit;
  const { rows } = await pool.query('select * from places where country = $1', [country]);
  if (rows.length === 0) throw Object.assign(new Error('No such country'), { status: 404 });
  const byName = {};
  for (const row of rows) byName[row.name] = row.position;
  known.put(country, byName, 60000);
  return byName;
};
`,
      'db.js': `const { Pool } = require('pg');\nexports.pool = new Pool();\n`,
      'app.js': `
const express = require('express');
const { placesOf } = require('./places');
const app = express();
app.get('/places/:country', (req, res, next) => placesOf(req.params.country).then((places) => res.json(places), next));
module.exports = app;
`,
    },
    expect: [{ symbol: 'known', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'one cache keeps what was paid, who may log in how often, and prices that are fetched again',
    platform: 'express',
    files: {
      'cache.js': `
const NodeCache = require('node-cache');
module.exports = new NodeCache();
`,
      'prices.js': `
const cache = require('./cache');
exports.priceOf = async (sku) => {
  const known = cache.get('price:' + sku);
  if (known) return known;
  const price = await (await fetch('https://prices.example.org/' + sku)).json();
  cache.set('price:' + sku, price, 60);
  return price;
};
`,
      'webhook.js': `
const cache = require('./cache');
const { book } = require('./ledger');
exports.paid = async (req, res) => {
  const key = \`paid:\${req.body.id}\`;
  if (cache.get(key)) return res.sendStatus(200);
  cache.set(key, true);
  await book(req.body);
  res.sendStatus(200);
};
`,
      'login.js': `
const cache = require('./cache');
exports.limit = (req, res, next) => {
  const attempts = cache.get(\`attempts:\${req.ip}\`) || 0;
  if (attempts >= 5) return res.status(429).send('Too many attempts');
  cache.set(\`attempts:\${req.ip}\`, attempts + 1, 900);
  next();
};
`,
      'ledger.js': `exports.book = async (payment) => fetch('https://ledger.example.org', { method: 'POST', body: JSON.stringify(payment) });`,
      'app.js': `
const express = require('express');
const { priceOf } = require('./prices');
const { paid } = require('./webhook');
const { limit } = require('./login');
const app = express();
app.post('/webhooks/paid', paid);
app.post('/login', limit, (req, res) => res.sendStatus(204));
app.get('/prices/:sku', async (req, res) => res.json(await priceOf(req.params.sku)));
module.exports = app;
`,
    },
    expect: [
      { near: 'attempts:', verdict: 'unsafe', role: ['rate-limit', 'security'], severity: 'critical' },
      { symbol: 'exports (paid)', verdict: 'unsafe', role: 'lock', severity: 'high' },
    ],
    nothingElse: true,
  },
  {
    name: 'codes of a service are lost from a wrapper around node-cache, and its articles are fetched again',
    platform: 'express',
    files: {
      'store.js': `
const NodeCache = require('node-cache');
const entries = new NodeCache();
exports.read = (key) => entries.get(key);
exports.keep = (key, value, ttl) => entries.set(key, value, ttl);
`,
      'articles.js': `
const { read, keep } = require('./store');
const { pool } = require('./db');
exports.articleOf = async (slug) => {
  const known = read(\`article:\${slug}\`);
  if (known) return known;
  const { rows } = await pool.query('select * from articles where slug = $1', [slug]);
  keep(\`article:\${slug}\`, rows[0], 60);
  return rows[0];
};
`,
      'login.js': `
const { read, keep } = require('./store');
const { randomInt } = require('node:crypto');
exports.send = (req, res) => {
  keep('otp:' + req.body.email, String(randomInt(100000, 999999)), 300);
  res.sendStatus(204);
};
exports.verify = (req, res) => {
  if (read('otp:' + req.body.email) !== req.body.code) return res.status(401).json({ error: 'Wrong code' });
  res.json({ ok: true });
};
`,
      'db.js': `const { Pool } = require('pg');\nexports.pool = new Pool();\n`,
      'app.js': `
const express = require('express');
const login = require('./login');
const { articleOf } = require('./articles');
const app = express();
app.post('/login/send', login.send);
app.post('/login/verify', login.verify);
app.get('/articles/:slug', async (req, res) => res.json(await articleOf(req.params.slug)));
module.exports = app;
`,
    },
    expect: [
      {
        symbol: 'entries',
        verdict: 'unsafe',
        role: ['security', 'session', 'auth', 'entity'],
        severity: ['critical', 'high'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'a record that was just saved is "not found", in a class that extends Map',
    platform: 'express',
    files: {
      'recent.js': `
class Recent extends Map {
  constructor(most) {
    super();
    this.most = most;
  }
  set(key, value) {
    if (this.size >= this.most) this.delete(this.keys().next().value);
    return super.set(key, value);
  }
}
const drafts = new Recent(500);
const express = require('express');
const app = express();
app.post('/drafts/:id', (req, res) => {
  drafts.set(req.params.id, req.body);
  res.sendStatus(201);
});
app.get('/drafts/:id', (req, res) => {
  const draft = drafts.get(req.params.id);
  if (!draft) return res.sendStatus(404);
  res.json(draft);
});
module.exports = app;
`,
    },
    expect: [{ symbol: 'drafts', verdict: 'unsafe', role: ['entity', 'user-data'], severity: 'critical' }],
    nothingElse: true,
  },
];
