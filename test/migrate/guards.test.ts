/** What is known around a store: each program is migrated as the command would, and the plan says yes or why not. */
import { describe, expect, it } from 'vitest';
import type { Warning } from '../../src/migrate/types.js';
import { migrateFiles } from './migrate-files.js';

const NEXT = {
  'package.json': '{"name":"shop","private":true,"dependencies":{"next":"16.0.0"}}',
  'next.config.js': 'module.exports = {};\n',
};
const LAMBDA = (handler: string, manifest: object = { name: 'shop', private: true }) => ({
  'package.json': JSON.stringify(manifest),
  'serverless.yml': `service: shop\nprovider:\n  name: aws\n  runtime: nodejs22.x\nfunctions:\n  f0:\n    handler: ${handler}.handler\n`,
});

async function migrated(files: Readonly<Record<string, string>>) {
  const done = await migrateFiles(new Map(Object.entries(files)), { to: 'redis', ttl: {}, acceptVolatile: true });
  return {
    text: (file: string) => done.files.get(file) ?? '',
    refusals: done.refused.map(({ code, file, line }) => `${code} ${file}:${line}`),
  };
}

describe('a store that a hot reload would lose', () => {
  const route = `import { drafts } from '../../../lib/drafts';

export async function PUT(request: Request) {
  const { id, text } = await request.json();
  drafts.set(id, text);
  return new Response(null, { status: 204 });
}

export async function GET(request: Request) {
  const id = new URL(request.url).searchParams.get('id') ?? '';
  return Response.json({ text: drafts.get(id) });
}
`;
  const g = 'const g = globalThis as unknown as { drafts?: Map<string, string> };\n';
  const shapes: Readonly<Record<string, string>> = {
    'is put back in development': `${g}export const drafts = g.drafts ?? new Map<string, string>();\nif (process.env.NODE_ENV !== 'production') g.drafts = drafts;\n`,
    'is put back in a block': `${g}export const drafts = g.drafts || new Map<string, string>();\nif (process.env.NODE_ENV !== 'production') {\n  g.drafts = drafts;\n}\n`,
    'is kept in one expression':
      'export const drafts = ((globalThis as any).__drafts ??= new Map<string, string>());\n',
    'is kept in an older expression':
      'export const drafts = (globalThis as any).__drafts || ((globalThis as any).__drafts = new Map<string, string>());\n',
    'is declared to all':
      'declare global {\n  var __drafts: Map<string, string> | undefined;\n}\n\nexport const drafts = globalThis.__drafts ?? (globalThis.__drafts = new Map());\n',
    'is made where it is missing': `${g}if (!g.drafts) {\n  g.drafts = new Map();\n}\nexport const drafts = g.drafts;\n`,
  };

  it.each(Object.entries(shapes))('%s: it is declared once, and nothing else stays', async (_, text) => {
    const { text: textOf, refusals } = await migrated({
      ...NEXT,
      'lib/drafts.ts': text,
      'app/api/drafts/route.ts': route,
    });
    expect(refusals).toEqual([]);
    expect(textOf('lib/drafts.ts').trim()).toBe(
      "import { sharedMap } from '@coldstate/adapters/redis';\n\nexport const drafts = sharedMap<string>('drafts.drafts', { role: 'entity' });",
    );
    expect(textOf('app/api/drafts/route.ts')).toContain('await drafts.set(id, text);');
  });

  it('stays where another module uses the property itself', async () => {
    const { text } = await migrated({
      ...NEXT,
      'lib/drafts.ts': shapes['is kept in one expression'] ?? '',
      'lib/count.ts': 'export const count = () => (globalThis as any).__drafts.size as number;\n',
      'app/api/drafts/route.ts': route,
    });
    expect(text('lib/drafts.ts')).toContain('globalThis');
  });
});

describe('a package', () => {
  const source = `export const names = new Map<string, string>();

export const handler = async (event: { id: string; name?: string }) => {
  if (event.name) names.set(event.id, event.name);
  return { statusCode: 200, body: names.get(event.id) };
};
`;

  it('that is published keeps what it exports', async () => {
    const manifest = {
      name: 'names',
      version: '1.0.0',
      exports: { '.': { types: './dist/index.d.ts', import: './dist/index.js' } },
    };
    const { refusals } = await migrated({ ...LAMBDA('src/index', manifest), 'src/index.ts': source });
    expect(refusals).toEqual(['PUBLIC_API src/index.ts:1']);
  });

  it('that only has the `main` of `npm init` is an application', async () => {
    const manifest = { name: 'names', version: '1.0.0', main: 'src/index.js' };
    const { refusals } = await migrated({ ...LAMBDA('src/index', manifest), 'src/index.ts': source });
    expect(refusals).toEqual([]);
  });

  it('that exports a function which would wait is told', async () => {
    const manifest = { name: 'names', version: '1.0.0', exports: './src/index.js' };
    const { refusals } = await migrated({
      ...LAMBDA('src/handler', manifest),
      'src/index.ts': "export { nameOf } from './store.js';\n",
      'src/store.ts':
        'export const names = new Map<string, string>();\n\nexport function nameOf(id: string) {\n  return names.get(id);\n}\n',
      'src/handler.ts': `import { names, nameOf } from './store.js';

export const handler = async (event: { id: string; name?: string }) => {
  if (event.name) names.set(event.id, event.name);
  return { statusCode: 200, body: nameOf(event.id) };
};
`,
    });
    expect(refusals).toEqual(['PUBLIC_API src/store.ts:3']);
  });
});

describe('a runtime', () => {
  const route = (head: string) => `${head}const hits = new Map<string, number>();

export async function GET(request: Request) {
  const { pathname } = new URL(request.url);
  hits.set(pathname, (hits.get(pathname) ?? 0) + 1);
  return Response.json({ hits: hits.get(pathname) });
}
`;

  it('on the edge is refused where a route asks for it', async () => {
    const file = 'app/api/hits/route.ts';
    const { refusals } = await migrated({ ...NEXT, [file]: route("export const runtime = 'edge';\n") });
    expect(refusals).toEqual([`EDGE_RUNTIME ${file}:4`]);
    expect((await migrated({ ...NEXT, [file]: route('') })).refusals).toEqual([]);
  });
});

describe('a component that is not edited', () => {
  it('keeps a function synchronous that it calls', async () => {
    const { refusals } = await migrated({
      'package.json': '{"name":"pages","private":true,"dependencies":{"astro":"5.16.0"}}',
      'astro.config.mjs':
        "import node from '@astrojs/node';\nexport default { output: 'server', adapter: node({ mode: 'standalone' }) };\n",
      'src/lib/flags.ts':
        'const flags = new Map<string, boolean>();\n\nexport const isOn = (name: string) => flags.get(name);\nexport const turn = (name: string, on: boolean) => {\n  flags.set(name, on);\n};\n',
      'src/pages/api/flags.ts':
        "import { turn } from '../../lib/flags';\n\nexport async function POST({ request }: { request: Request }) {\n  const { name, on } = await request.json();\n  turn(name, on);\n  return new Response(null, { status: 204 });\n}\n",
      'src/pages/index.astro':
        "---\nimport { isOn } from '../lib/flags';\n---\n<p>{isOn('beta') ? 'new' : 'old'}</p>\n",
    });
    expect(refusals.every((refusal) => refusal === 'EXTERNAL_CONSUMER src/pages/index.astro:4')).toBe(true);
    expect(refusals.length).toBeGreaterThan(0);
  });
});

describe('a store that goes where its type is lost', () => {
  it('is refused where an object takes it to a function', async () => {
    const { refusals } = await migrated({
      ...LAMBDA('src/handler'),
      'src/handler.ts': `import { answer } from './answer.js';

const names = new Map<string, string>();

export const handler = async (event: { id: string; name?: string }) => {
  if (event.name) names.set(event.id, event.name);
  return { statusCode: 200, body: answer({ names }, event.id) };
};
`,
      'src/answer.ts':
        'export const answer = (deps: { names: Map<string, string> }, id: string) => deps.names.get(id);\n',
    });
    expect(refusals).toContain('FLOWS_TO_ANY src/handler.ts:7');
  });
});

describe('a store that is reached behind a cast', () => {
  const app = (field: string) => ({
    ...LAMBDA('src/handler'),
    'src/engine.ts': `export class Engine {
  private ${field};

  add(id: number, slab: string): void {
    this.slabs.set(id, slab);
  }

  drop(id: number): void {
    this.slabs.delete(id);
  }
}
`,
    'src/handler.ts': `import { Engine } from './engine.js';

const engine = new Engine();

export const handler = async (event: { id: number; slab: string }) => {
  engine.add(event.id, event.slab);
  if (event.slab === '') engine.drop(event.id);
  return { statusCode: 204 };
};
`,
  });
  const slabs = app('slabs = new Map<number, string>()');
  const test = (body: string) =>
    `import { expect, it } from 'vitest';\nimport { Engine } from '../src/engine.js';\n\nit('forgets', async () => {\n${body}\n});\n`;

  it.each([
    ['any', 'const engine = new Engine();\nexpect((engine as any).slabs.has(1)).toBe(false);', 6],
    [
      'a shape of its own',
      'const engine = new Engine();\nconst { size } = (engine as unknown as { slabs: Map<number, string> }).slabs;\nexpect(size).toBe(0);',
      6,
    ],
    ['any, by its name in quotes', "const engine = new Engine();\nexpect((engine as any)['slabs'].size).toBe(0);", 6],
    [
      'any, taken apart',
      'const engine = new Engine();\nconst { slabs } = engine as any;\nexpect(slabs.size).toBe(0);',
      6,
    ],
    ['a name without a type', 'let engine: any;\nengine = new Engine();\nexpect(engine.slabs.size).toBe(0);', 7],
    [
      'a parameter without a type',
      'const sizeOf = (one: any): number => one.slabs.size;\nexpect(sizeOf(new Engine())).toBe(0);',
      5,
    ],
  ])('is refused as %s', async (_, body, line) => {
    const { refusals } = await migrated({ ...slabs, 'test/engine.test.ts': test(body) });
    expect(refusals).toContain(`FLOWS_TO_ANY test/engine.test.ts:${line}`);
  });

  it('is followed by its name in quotes, which keeps its type', async () => {
    const body = "const engine = new Engine();\nexpect(engine['slabs'].has(1)).toBe(false);";
    const { refusals, text } = await migrated({ ...slabs, 'test/engine.test.ts': test(body) });
    expect(refusals).toEqual([]);
    expect(text('test/engine.test.ts')).toContain("expect(await engine['slabs'].has(1)).toBe(false);");
  });

  it('is followed by its name in quotes where it is a number, too', async () => {
    const files = {
      ...LAMBDA('src/handler'),
      'src/hits.ts':
        'export class Hits {\n  private count = 0;\n\n  add(): number {\n    this.count += 1;\n    return this.count;\n  }\n\n  reset(): void {\n    this.count = 0;\n  }\n}\n',
      'src/handler.ts':
        "import { Hits } from './hits.js';\n\nconst hits = new Hits();\n\nexport const handler = async () => {\n  return { statusCode: 200, body: String(hits.add()) };\n};\n",
      'test/hits.test.ts':
        "import { expect, it } from 'vitest';\nimport { Hits } from '../src/hits.js';\n\nit('counts', () => {\n  expect(new Hits()['count']).toBe(0);\n});\n",
    };
    const { refusals, text } = await migrated(files);
    expect(refusals).toEqual([]);
    expect(text('test/hits.test.ts')).toContain("expect(await new Hits()['count'].get()).toBe(0);");
  });

  it.each([
    ['an answer', "const answer = JSON.parse('{}');\nexpect(answer.slabs).toBeUndefined();"],
    [
      'another class',
      'class Other { slabs = 1; }\nexpect((new Other() as any).slabs).toBe(1);\nexpect(new Engine()).toBeDefined();',
    ],
  ])('is not taken for a member of %s', async (_, body) => {
    const { refusals } = await migrated({ ...slabs, 'test/engine.test.ts': test(body) });
    expect(refusals).toEqual([]);
  });
});

describe('a test that moves the clock by which entries end', () => {
  const files = {
    ...LAMBDA('src/codes'),
    'src/codes.ts': `export const codes = new Map<string, { user: string; expiresAt: number }>();

export const handler = async (event: { code: string; user?: string }) => {
  if (event.user) codes.set(event.code, { user: event.user, expiresAt: Date.now() + 60_000 });
  const entry = codes.get(event.code);
  return { statusCode: entry && entry.expiresAt > Date.now() ? 200 : 404 };
};
`,
    'test/codes.test.ts': `import { expect, it, vi } from 'vitest';
import { handler } from '../src/codes.js';

it('forgets a code after a minute', async () => {
  vi.useFakeTimers();
  await handler({ code: 'x7', user: 'ann' });
  vi.advanceTimersByTime(61_000);
  expect((await handler({ code: 'x7' })).statusCode).toBe(404);
});
`,
  };

  it.each([
    ['redis', 'on memory they follow it, on Redis they do not'],
    ['dynamodb', 'they follow it on memory and on DynamoDB'],
  ] as const)('is told what it means on %s', async (to, words) => {
    const { warnings } = await migrateFiles(new Map(Object.entries(files)), { to, ttl: {}, acceptVolatile: true });
    const told = (warnings as readonly Warning[]).filter(({ code }) => code === 'TEST_CLOCK');
    expect(told.map(({ why }) => why)).toEqual([expect.stringContaining(words)]);
  });
});
