import { describe, expect, it, vi } from 'vitest';
import { SimulateError } from '../../src/simulate/errors.js';
import { ISOLATIONS } from '../../src/simulate/types.js';
import { simulatedProject } from './project.js';

// Instances that hang and processes that start, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

/** A kiosk that takes orders, and does everything wrong that it is asked for. */
const KIOSK = `
const http = require('node:http');
const orders = [];
const kept = [];
const WRONG = {
  '/throw': () => { setImmediate(() => { throw new Error('the printer is out of paper'); }); },
  '/reject': () => { Promise.reject(new Error('nobody waits for me')); },
  '/hang': () => {},
  '/spin': () => { for (;;); },
  '/exit': () => process.exit(3),
  '/leak': () => { for (;;) kept.push(new Array(1000).fill(Math.random())); },
  '/buffers': (response) => { for (let at = 0; at < 12; at += 1) kept.push(Buffer.alloc(8 * 1024 * 1024, 1)); response.end('kept'); },
  '/flood': (response) => { for (let at = 0; at < 20000; at += 1) console.log('x'.repeat(1000)), console.error('y'.repeat(1000)); response.end('printed'); },
};
http.createServer((request, response) => {
  const wrong = WRONG[request.url];
  if (wrong) return wrong(response);
  if (request.method === 'POST') orders.push(request.url);
  response.end(JSON.stringify({ orders: orders.length }));
}).listen(process.env.PORT);
`;

const around = (path: string) => `### Before
POST /orders

### What goes wrong
GET ${path}

### After
POST /orders
`;

/** In which way the instance ends, and what whoever asked it sees. */
const ENDS: readonly (readonly [path: string, reason: RegExp])[] = [
  ['/throw', /^it threw: the printer is out of paper$/],
  ['/reject', /^it threw: nobody waits for me$/],
  ['/hang', /^no answer within 1\.5 s$/],
  ['/spin', /^no answer within 1\.5 s$/],
  ['/exit', /^it exited with code 3$/],
  ['/leak', /^it held more than 48 MB$/],
];

describe.each(ISOLATIONS)('an instance in a %s', (isolation) => {
  const options = { isolation, instances: 1, timeoutMs: 1500, memoryMb: 48 } as const;

  it.each(ENDS)('that is asked for %s is lost, and the run goes on', async (path, reason) => {
    const patient = path === '/leak' ? { ...options, timeoutMs: 60_000 } : options;
    const { steps, life, notes } = await simulatedProject({ 'server.js': KIOSK }, around(path), patient);
    expect(steps.map(({ title, fleet }) => [title, fleet])).toEqual([
      ['Before', '200'],
      ['What goes wrong', 'no answer'],
      ['After', '200'],
    ]);
    expect(life.ended.map(({ instance }) => instance)).toEqual(['A1']);
    expect(life.ended[0]?.reason).toMatch(reason);
    expect(life.started).toBe(2);
    expect(notes).toEqual([
      `The one instance that the fleet is compared with was lost: ${life.ended[0]?.reason ?? ''}.`,
    ]);
  });

  it('that prints without an end is heard up to a limit', async () => {
    const { steps, life } = await simulatedProject({ 'server.js': KIOSK }, around('/flood'), {
      ...options,
      timeoutMs: 60_000,
    });
    expect(steps.map(({ fleet }) => fleet)).toEqual(['200', '200', '200']);
    expect(life).toMatchObject({ started: 1, ended: [] });
  });

  it('that keeps buffers is lost once it has answered', async () => {
    const { steps, life } = await simulatedProject({ 'server.js': KIOSK }, around('/buffers'), {
      ...options,
      timeoutMs: 60_000,
    });
    expect(steps.map(({ fleet }) => fleet)).toEqual(['200', '200', '200']);
    expect(life.ended[0]?.reason).toMatch(/^it held more than 48 MB/);
  });
});

describe('a program that does not start', () => {
  it.each([
    ["throw new Error('DATABASE_URL is missing')", /^the program does not start: .*DATABASE_URL is missing/s],
    ['process.exit(4)', /^the program does not start: it exited with code 4/],
    [
      'export const answer = 42;',
      /server\.js neither listens nor exports what could be asked \(it exports answer\)\. Name the module/,
    ],
  ])('is told by its own reason: %s', async (text, message) => {
    const started = simulatedProject({ 'server.js': text }, 'GET /\n', { startsWithinMs: 300 });
    await expect(started).rejects.toThrow(SimulateError);
    await expect(started).rejects.toThrow(message);
  });

  it('is told by the import that leads nowhere', async () => {
    const started = simulatedProject({ 'server.js': "import 'left-pad-of-old';\nimport './gone.js';" }, 'GET /\n');
    await expect(started).rejects.toThrow(
      'server.js:1: "left-pad-of-old" is not there. Install what package.json names, or name a module that stands in: --alias left-pad-of-old=test/double.ts.',
    );
  });

  it('is told where there is none', async () => {
    await expect(simulatedProject({ 'lib/sum.js': 'export const sum = (a, b) => a + b;' }, 'GET /\n')).rejects.toThrow(
      'no entry point was recognised here. Name the module that starts the server or exports the handler: `coldstate simulate src/server.ts --scenario FILE.http`.',
    );
    await expect(simulatedProject({ 'server.js': '' }, 'GET /\n', { entry: 'serve.js' })).rejects.toThrow(
      /^serve\.js: there is no such file below /,
    );
  });
});
