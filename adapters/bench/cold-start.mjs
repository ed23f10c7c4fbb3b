/**
 * `npm run bench:adapters:cold`: what the adapters add to a cold start. Each backend is bundled twice, with the adapter and with the bare client;
 * each bundle is started until its first connection arrives at a port of this process, so no server is needed and both do the same: load,
 * construct, connect. The target is at most 5 ms over the bare client. Run it after `npm run build`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const RUNS = 25;
const WARM_UP = 2;

const port = createServer().listen(0, '127.0.0.1');
await once(port, 'listening');
const address = `127.0.0.1:${port.address().port}`;

const BACKENDS = {
  memory: {
    url: 'memory:',
    bare: `const visits = new Map(); visits.get('/'); require('node:net').connect(${port.address().port}, '127.0.0.1');`,
  },
  redis: {
    url: `redis://${address}`,
    bare: `import { createClient } from '@redis/client';
      const client = createClient({ url: 'redis://${address}' });
      client.on('error', () => {}).connect();`,
  },
  ioredis: {
    url: `redis://${address}`,
    bare: `import { Redis } from 'ioredis';
      new Redis('redis://${address}').get('/');`,
  },
  upstash: {
    url: `http://:token@${address}`,
    bare: `const headers = { Authorization: 'Bearer token', 'Content-Type': 'application/json' };
      fetch('http://${address}', { method: 'POST', headers, body: '["GET","/"]' });`,
  },
  dynamodb: {
    url: `dynamodb://visits?region=eu-west-1&endpoint=http://${address}`,
    bare: `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
      const client = new DynamoDBClient({ region: 'eu-west-1', endpoint: 'http://${address}' });
      client.send(new GetItemCommand({ TableName: 'visits', Key: { pk: { S: '/' } } }));`,
  },
};

function withAdapter(backend) {
  const connect =
    backend === 'memory' ? `.then(() => require('node:net').connect(${port.address().port}, '127.0.0.1'))` : '';
  return `import { sharedMap } from '@coldstate/adapters/${backend}';
    sharedMap('visits').get('/')${connect};`;
}

const directory = mkdtempSync(join(tmpdir(), 'coldstate-cold-'));
const rows = [];
for (const [backend, { url, bare }] of Object.entries(BACKENDS)) {
  const programs = [await bundled(`${backend}-bare`, bare), await bundled(`${backend}-adapter`, withAdapter(backend))];
  const times = programs.map(() => []);
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    for (const [at, { file }] of programs.entries()) {
      const ms = await timeToConnect(file, url);
      if (run >= WARM_UP) times[at].push(ms);
    }
  }
  const [without, using] = times.map(median);
  const added = median(times[1].map((ms, at) => ms - times[0][at]));
  rows.push([backend, ...[without, using, added].map((ms) => ms.toFixed(1)), ...programs.map(({ kib }) => kib)]);
}
rmSync(directory, { recursive: true });
port.close();
const head = ['', 'bare, ms', 'adapter, ms', 'added, ms', 'bare, KiB', 'adapter, KiB'];
process.stdout.write(
  [head, ...rows].map((cells) => cells.map((cell) => String(cell).padStart(13)).join('')).join('\n') + '\n',
);

async function bundled(name, contents) {
  const file = join(directory, `${name}.cjs`);
  const { metafile } = await build({
    stdin: { contents, resolveDir: new URL('.', import.meta.url).pathname },
    outfile: file,
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    target: 'node20',
    // The CommonJS build of the AWS SDK cannot be shaken.
    mainFields: ['module', 'main'],
  });
  return { file, kib: Math.round(Object.values(metafile.outputs)[0].bytes / 1024) };
}

async function timeToConnect(file, url) {
  const connected = once(port, 'connection');
  const started = performance.now();
  const child = spawn(process.execPath, [file], {
    env: {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      COLDSTATE_URL: url,
      COLDSTATE_ALLOW_MEMORY: '1',
      // The AWS SDK has one for Node 20.
      NODE_NO_WARNINGS: '1',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [socket] = await Promise.race([
    connected,
    ended.then(() => Promise.reject(new Error(`${file} ended too early`))),
  ]);
  const ms = performance.now() - started;
  child.kill('SIGKILL');
  socket.destroy();
  await ended;
  return ms;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
