import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkPlan, projectSource } from '../../src/migrate/checks/index.js';
import { CONSTRUCTORS, COSTS, outageOf } from '../../src/migrate/costs.js';
import { planMigration } from '../../src/migrate/index.js';
import { amountText, between, either, exactly, NONE, plus, repeated } from '../../src/migrate/routes/amount.js';
import type { Destination } from '../../src/migrate/types.js';
import { machine, project } from './projects.js';

describe('an amount', () => {
  it('is written as people count', () => {
    const text = (amount: Parameters<typeof amountText>[0]) => amountText(amount);
    expect(text(NONE)).toBe('0');
    expect(text(exactly(2))).toBe('2');
    expect(text(either(exactly(1), exactly(3)))).toBe('1–3');
    expect(text(plus(exactly(1), repeated(exactly(1))))).toBe('1 + n');
    expect(text(repeated(plus(exactly(2), repeated(exactly(1)))))).toBe('2n + n²');
    expect(text(plus(between(0, 2), repeated(exactly(3))))).toBe('0–2 + 3n');
  });
});

describe('the table of costs', () => {
  const GUIDES: Readonly<Record<string, string>> = {
    sharedMap: 'map',
    sharedSet: 'set',
    sharedList: 'list',
    sharedCounter: 'counter',
    sharedRecord: 'record',
    sharedValue: 'value',
    rateLimiter: 'rate-limiter',
    sessionStore: 'session-store',
    sequence: 'sequence',
    lock: 'lock',
  };

  /** Of the guide: by operation, what its rows say of round trips. */
  function rowsOf(guide: string): Map<string, string[]> {
    const text = readFileSync(`adapters/docs/${guide}.md`, 'utf8');
    const table = text.slice(text.indexOf('## Operations and costs')).split('\n## ')[1] ?? '';
    const rows = new Map<string, string[]>();
    for (const line of (text.split('## Operations and costs')[1] ?? table).split('\n## ')[0]?.split('\n') ?? []) {
      const [, first = '', trips = ''] =
        line.split(' | ').length > 2 ? ['', ...line.replace(/^\| /, '').split(' | ')] : [];
      for (const [, name = ''] of first.matchAll(/`(?:lease\.)?(\w+)\(/g))
        rows.set(name, [...(rows.get(name) ?? []), trips.trim()]);
    }
    return rows;
  }

  it('has every collection', () => {
    expect(new Set(Object.values(CONSTRUCTORS))).toEqual(new Set(Object.keys(COSTS)));
    expect(Object.keys(GUIDES).sort()).toEqual(Object.keys(COSTS).sort());
  });

  it.each(Object.entries(GUIDES))(
    'has of %s what its guide lists, with the round trips that it says',
    (name, guide) => {
      const rows = rowsOf(guide);
      // What a lease does is done within `withLock`, or at its end.
      const listed = [...rows.keys()].filter((operation) => !['extend', 'release', 'configure'].includes(operation));
      expect(Object.keys(COSTS[name] ?? {}).sort()).toEqual(listed.sort());
      for (const [operation, cost] of Object.entries(COSTS[name] ?? {})) {
        const said = (rows.get(operation) ?? []).join(' ');
        const numbers = [...said.matchAll(/\d+/g)].map(([text]) => Number(text));
        const { redis } = cost;
        const least = redis === 'each' ? undefined : typeof redis === 'number' ? redis : redis[0];
        if (least === undefined) expect(said).toMatch(/for each/);
        else expect(numbers.length === 0 || numbers.includes(least), `${operation}: ${said}`).toBe(true);
      }
    },
  );

  it('knows what an outage does', () => {
    const store = (constructor: string, ...options: [string, string][]) => outageOf({ constructor, options });
    expect(store('sharedMap', ['role', "'session'"])).toBe('rejects');
    expect(store('sharedMap', ['role', "'cache'"])).toBe('ignored');
    expect(store('sharedMap', ['role', "'cache'"], ['whenDown', "'throw'"])).toBe('rejects');
    expect(store('rateLimiter', ['role', "'rate-limit'"])).toBe('local');
    expect(store('rateLimiter', ['role', "'auth'"])).toBe('rejects');
    expect(store('lock', ['whenDown', "'ignore'"])).toBe('rejects');
  });
});

const STATE = `export interface Vote { choice: string; at: number }
const votes = new Map<string, Vote>();
const totals = new Map<string, number>();

export function vote(user: string, choice: string): boolean {
  if (votes.has(user)) return false;
  votes.set(user, { choice, at: 1 });
  totals.set(choice, (totals.get(choice) ?? 0) + 1);
  return true;
}
export function voteOf(user: string): Vote | undefined {
  return votes.get(user);
}
export function total(choice: string): number {
  return totals.get(choice) ?? 0;
}
`;
const SERVER = `import express from 'express';
import { total, vote, voteOf } from './votes.js';

const app = express();
app.post('/votes/:user', (req, res) => {
  if (req.params.user === '') return res.sendStatus(400);
  return res.sendStatus(vote(req.params.user, String(req.query.choice)) ? 201 : 409);
});
app.get('/votes/:user', (req, res) => res.json(voteOf(req.params.user)));
app.get('/totals', (req, res) => {
  const choices = String(req.query.choices).split(',');
  const sums: Record<string, number> = {};
  for (const choice of choices) sums[choice] = total(choice);
  res.json(sums);
});
app.get('/health', (_req, res) => res.sendStatus(200));
export default app;
`;

async function routesOf(files: Readonly<Record<string, string>>, to: Destination) {
  const root = project(files);
  const plan = await planMigration(root, { to, ttl: new Map(), acceptVolatile: true, all: true });
  const { routes, plan: kept } = await checkPlan(plan, { source: projectSource(root), machine });
  return { routes, refused: kept.refused };
}

describe('the calls that a plan counts', () => {
  it('are those of transactions and idioms as well', async () => {
    const root = project({
      'package.json': JSON.stringify({ name: 'votes', type: 'module', dependencies: { express: '^5.0.0' } }),
      'src/votes.ts': `${STATE}
export function recast(user: string, choice: string): void {
  const known = votes.get(user);
  if (known && known.choice !== choice) votes.set(user, { choice, at: known.at + 1 });
}
`,
      'src/server.ts': SERVER,
    });
    const { stores } = await planMigration(root, { to: 'redis', ttl: new Map(), acceptVolatile: true, all: true });
    const counts = Object.fromEntries(stores.map(({ symbol, callSites }) => [symbol, callSites]));
    // `setIfAbsent`, `get`, the transaction of `recast`, calls of `vote` and `voteOf`; `increment`, `get`, calls of `vote` and `total`.
    expect(counts).toEqual({ votes: 5, totals: 4 });
  });
});

describe('the routes of a plan', { timeout: 120_000 }, () => {
  const files = {
    'package.json': JSON.stringify({ name: 'votes', type: 'module', dependencies: { express: '^5.0.0' } }),
    'src/votes.ts': STATE,
    'src/server.ts': SERVER,
  };

  it('say what each waits for: branches as a range, loops as turns, nothing where nothing is asked', async () => {
    const { routes, refused } = await routesOf(files, 'dynamodb');
    expect(refused).toEqual([]);
    const rows = routes.map(({ route, line, functions, operations, roundTrips, readUnits, writeUnits, outage }) => ({
      ...{ route, line, functions: functions.join(' '), outage },
      amounts: [operations, roundTrips, readUnits ?? NONE, writeUnits ?? NONE]
        .map((one) => amountText(one))
        .join(' | '),
    }));
    expect(rows).toMatchInlineSnapshot(`
      [
        {
          "amounts": "0–2 | 0–4 | 0–1 | 0–3",
          "functions": "vote callback of app.post",
          "line": 5,
          "outage": "rejects",
          "route": "POST /votes/:user",
        },
        {
          "amounts": "1 | 1 | 1 | 0",
          "functions": "voteOf callback of app.get",
          "line": 9,
          "outage": "rejects",
          "route": "GET /votes/:user",
        },
        {
          "amounts": "n | n | n | 0",
          "functions": "total callback of app.get",
          "line": 10,
          "outage": "rejects",
          "route": "GET /totals",
        },
      ]
    `);
  });

  it('say so of functions that nothing calls where no entry point is known', async () => {
    const { routes } = await routesOf(
      {
        'package.json': '{ "name": "votes", "type": "module" }',
        'src/votes.ts': STATE,
        'src/index.ts': "export { vote, total } from './votes.js';\n",
      },
      'redis',
    );
    expect(routes.map(({ route, kind, operations }) => `${kind} ${route}: ${amountText(operations)}`))
      .toMatchInlineSnapshot(`
      [
        "function vote: 1–2",
        "function voteOf: 1",
        "function total: 1",
      ]
    `);
  });

  it('name the stores that a route still keeps in memory, also where it asks nothing else', async () => {
    const seats = `const seats = new Map<string, string>();
export function seat(user: string): boolean {
  if ([...seats.values()].some((one) => one === user)) return false;
  seats.set(\`seat-\${seats.size}\`, user);
  return true;
}
`;
    const server = SERVER.replace("from './votes.js';", "from './votes.js';\nimport { seat } from './seats.js';")
      .replace("if (req.params.user === '')", 'if (!seat(req.params.user))')
      .replace('export default', "app.post('/seats', (req, res) => res.json(seat(req.body)));\nexport default");
    const { routes, refused } = await routesOf({ ...files, 'src/seats.ts': seats, 'src/server.ts': server }, 'redis');
    expect(refused.map(({ symbol }) => symbol)).toEqual(['seats']);
    const [store = ''] = refused.map((one) => one.store);
    expect(
      routes.map(({ route, collections, inMemory, outage = 'none' }) => [
        ...[route, collections.length, inMemory.includes(store), outage],
      ]),
    ).toEqual([
      ['POST /votes/:user', 2, true, 'rejects'],
      ['GET /votes/:user', 1, false, 'rejects'],
      ['GET /totals', 1, false, 'rejects'],
      ['POST /seats', 0, true, 'none'],
    ]);
  });
});
