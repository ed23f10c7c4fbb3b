/**
 * `npm run bench:throughput [-- --rounds 5] [--requests 400] [--write]`
 *
 * The migrated shortener on one instance and on three, on each backend: requests a second, as ratios within a round, and their medians over
 * the rounds. Instances serve one request at a time, as on Lambda, and as many requests wait as keep them busy. Servers, instances and
 * whoever asks share the cores of one machine; the rows whose replies are late show instances that wait for a network instead.
 * `--write` puts the table into fixtures/README.md. Run it after `npm run build`.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startDynamoDB } from '../adapters/test/servers/dynamodb.ts';
import { startRedis } from '../adapters/test/servers/redis.ts';
import { addressOf } from '../dist/src/simulate/backend/address.js';
import { FAIR } from '../dist/src/simulate/backend/faults.js';
import { openProxy } from '../dist/src/simulate/backend/proxy.js';
import { openFleet } from '../dist/src/simulate/fleet.js';
import { prepared, worldOf } from '../dist/src/simulate/world.js';
import { table, writeBlocks } from '../scripts/lib/blocks.mjs';
import { machine, median, ROOT } from './tools.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '400' },
    write: { type: 'boolean', default: false },
  },
});

const LATE_MS = 10;
const LINKS = 32;
const SIZES = [1, 3];

const ADAPTERS = ['', '/redis', '/dynamodb', '/memory'].map((entry) => [
  `@coldstate/adapters${entry}`,
  join(ROOT, 'adapters/src/index.ts'),
]);

const ENV = {
  PATH: process.env.PATH,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  COLDSTATE_TIMEOUT_MS: '20000',
};

/** The service that the shortener asks of each host. */
const reputation = createServer((_, response) => response.end('{"verdict":"clean"}')).listen(0, '127.0.0.1');
await once(reputation, 'listening');
ENV.REPUTATION_URL = `http://127.0.0.1:${reputation.address().port}`;

const OPERATIONS = {
  read: (code) => request('GET', `/links/${code}/stats`, { 'x-api-key': 'key-acme' }),
  redirect: (code) => request('GET', `/${code}`, {}),
};

const request = (method, target, headers, body) => ({
  ...{ method, target, headers: Object.entries({ 'x-forwarded-for': '198.51.100.1', ...headers }) },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

const PROGRAM = {
  scenario: { file: 'scenario.http', text: 'GET /' },
  config: false,
  alias: { ...Object.fromEntries(ADAPTERS), '@aws-sdk/client-sns': 'test/doubles/client-sns.ts' },
};

/** Requests a second of each operation, with links that are there. */
async function measured(url, instances) {
  const whole = await prepared(join(ROOT, 'fixtures/shortener/after'), PROGRAM);
  const world = worldOf(whole, { env: { ...ENV, COLDSTATE_URL: url }, instances, timeoutMs: 60_000 });
  const rules = { concurrency: 'one', freeze: 0 };
  const fleet = openFleet({ ...world.fleet('fleet', 1), rules, apart: false });
  try {
    const codes = await Promise.all(
      Array.from({ length: LINKS }, async (_, at) => {
        const headers = { 'x-api-key': 'key-acme', 'x-forwarded-for': `203.0.113.${at}` };
        const wanted = request('POST', '/links', headers, { url: `https://example.com/${at}` });
        const { answer } = await fleet.ask(wanted);
        if (answer.status !== 201) throw new Error(`POST /links: ${answer.status} ${answer.body}`);
        return JSON.parse(answer.body).code;
      }),
    );
    const perSecond = {};
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      const count = Number(options.requests);
      await busy(fleet, operation, codes, count / 4, instances);
      const began = performance.now();
      await busy(fleet, operation, codes, count, instances);
      perSecond[name] = (count / (performance.now() - began)) * 1000;
    }
    return perSecond;
  } finally {
    await fleet.stop();
    await world.close();
  }
}

/** As many requests at a time as keep the instances busy. */
async function busy(fleet, operation, codes, count, instances) {
  let sent = 0;
  const client = async () => {
    while (sent < count) {
      sent += 1;
      const { answer } = await fleet.ask(operation(codes[sent % codes.length]));
      if (answer.status >= 400) throw new Error(`${answer.status} ${answer.body}`);
    }
  };
  await Promise.all(Array.from({ length: instances * 2 }, client));
}

async function backends() {
  const servers = [
    ['Redis', await startRedis()],
    ['DynamoDB API', await startDynamoDB()],
  ];
  const late = await Promise.all(
    servers.map(async ([name, { url }]) => {
      const address = addressOf(url);
      const proxy = await openProxy(address, 1);
      proxy.turn({ ...FAIR, lateMs: LATE_MS });
      return { name: `${name}, each reply ${LATE_MS} ms late`, url: address.through(proxy.port), stop: proxy.stop };
    }),
  );
  const near = servers.map(([name, server]) => ({ name, url: server.url, stop: () => server.stop() }));
  return [{ name: 'memory', url: 'memory:', stop: () => undefined }, ...near, ...late];
}

const all = await backends();
const rounds = [];
try {
  for (let round = 0; round < Number(options.rounds); round += 1) {
    const cells = {};
    for (const { name, url } of all) {
      // In memory three instances know different links.
      for (const size of name === 'memory' ? [1] : SIZES) cells[`${name} ${size}`] = await measured(url, size);
    }
    rounds.push(cells);
    process.stderr.write(`round ${round + 1} of ${options.rounds}\n`);
  }
} finally {
  for (const { stop } of all.toReversed()) await stop();
  reputation.close();
  reputation.closeAllConnections();
}

const ratio = (of, to, operation) => median(rounds.map((cells) => cells[of][operation] / cells[to][operation]));
const shown = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ×`;

const rows = all.map(({ name }) => [
  name,
  ...Object.keys(OPERATIONS).flatMap((operation) => [
    shown(ratio(`${name} 1`, 'DynamoDB API 1', operation)),
    name === 'memory' ? '–' : shown(ratio(`${name} 3`, `${name} 1`, operation)),
  ]),
]);
const text = [
  table(['backend', 'reads, 1 instance', 'reads, 3 to 1', 'redirects, 1 instance', 'redirects, 3 to 1'], rows),
  `Of requests a second, medians of ${rounds.length} rounds; one instance by that on the DynamoDB API, three by one on the same backend. ${machine()}`,
].join('\n\n');
process.stdout.write(`${text}\n`);
if (options.write) await writeBlocks('fixtures/README.md', { throughput: text });
