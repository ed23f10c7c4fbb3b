import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { BASELINE_FILE, writeBaseline } from '../../src/baseline/index.js';
import { audit } from '../../src/index.js';
import { findingsFor } from '../../src/lint/index.js';
import type { Finding, Report } from '../../src/model/report.js';
import { defaultParser } from '../../src/syntax/parse.js';
import { openWorkspace } from '../../src/workspace/index.js';

const FIXTURES = resolve(import.meta.dirname, '../../fixtures');
const made: string[] = [];

afterAll(() => {
  for (const root of made) rmSync(root, { recursive: true, force: true });
});

/** A copy of a fixture in a directory with a node_modules. */
function copyOf(fixture: string): string {
  const root = mkdtempSync(join(tmpdir(), 'coldstate-lint-'));
  made.push(root);
  cpSync(join(FIXTURES, fixture), root, { recursive: true, filter: (path) => !path.includes('node_modules') });
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  return root;
}

/** All of them but the one that no audit begins with. */
const broken = readdirSync(join(FIXTURES, 'broken'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'no-source')
  .map(({ name }) => name);

const projects = ['cart', 'gateway', 'shortener', 'zenith']
  .map((name) => `${name}/before`)
  .concat(broken.map((name) => `broken/${name}`));

/** As linters hand it on: without a byte order mark. */
const textOf = (root: string, file: string): string => readFileSync(join(root, file), 'utf8').replace(/^\uFEFF/, '');

function lint(root: string, file: string, useIndex = true, text = textOf(root, file)) {
  return findingsFor({ path: join(root, file), text, cwd: root, parser: defaultParser(), useIndex, useBaseline: true });
}

const place = ({ file, rule, line }: Finding): string => `${file}:${line} ${rule}`;

function lintAll(root: string, useIndex = true): string[] {
  return openWorkspace(root)
    .workspace.sources.flatMap((file) => lint(root, file, useIndex).map((one) => place({ ...one, file })))
    .sort();
}

const placesIn = ({ findings }: Report): string[] => findings.map(place).sort();

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

describe('with the index of an audit', () => {
  it.each(projects)('a linter says of %s what the audit says', async (fixture) => {
    const root = copyOf(fixture);
    const { report } = await audit(root, { cache: true });
    expect(lintAll(root)).toEqual(placesIn(report));
    const [first] = report.findings;
    if (first) expect(lint(root, first.file).find(({ id }) => id === first.id)).toEqual(first);
  });

  it('the text in the editor counts, and what other files say', async () => {
    const root = copyOf('shortener/before');
    await audit(root, { cache: true });
    const file = 'src/lib/rate-limiter.ts';
    const text = readFileSync(join(root, file), 'utf8');
    const symbols = (edited: string): string[] => lint(root, file, true, edited).map(({ symbol }) => symbol);
    expect(symbols(text)).toEqual(['windows']);
    expect(lint(root, file)[0]?.message).toContain('POST /links');
    expect(symbols(`${text}\nconst other = new Map();\nexport const unused = () => other.set(1, 2);\n`)).toContain(
      'other',
    );
    expect(symbols(text.replace('windows.set(ip', '// windows.set(ip'))).toEqual(['windows']);
    expect(symbols('export const consume = (): boolean => true;\n')).toEqual([]);
    // What was typed and not saved is forgotten.
    expect(symbols(text)).toEqual(['windows']);
  });

  it('a change on disk counts at once, in other files too', async () => {
    const root = copyOf('shortener/before');
    await audit(root, { cache: true });
    const limiter = 'src/lib/rate-limiter.ts';
    expect(lint(root, limiter)).toHaveLength(1);
    const handler = join(root, 'src/handlers/create.ts');
    writeFileSync(handler, 'export const handler = async () => ({ statusCode: 200 });\n');
    lint(root, 'src/handlers/create.ts');
    const { report } = await audit(root);
    expect(lintAll(root)).toEqual(placesIn(report));
    expect(lint(root, limiter)[0]?.severity).not.toBe('critical');
  });

  it('a new file is judged as part of the project', async () => {
    const root = copyOf('shortener/before');
    await audit(root, { cache: true });
    lintAll(root);
    const text = 'const seen = new Map();\nexport const see = (id: string) => seen.set(id, Date.now());\n';
    writeFileSync(join(root, 'src/lib/seen.ts'), text);
    expect(lint(root, 'src/lib/seen.ts').map(place)).toEqual(
      placesIn((await audit(root)).report).filter((one) => one.includes('seen.ts')),
    );
  });

  it('what the audit leaves out stays quiet', async () => {
    const root = copyOf('shortener/before');
    writeFileSync(join(root, '.coldstateignore'), 'src/lib/rate-limiter.ts\n');
    await audit(root, { cache: true });
    expect(lint(root, 'src/lib/rate-limiter.ts')).toEqual([]);
  });

  it('a text that does not parse has no findings', async () => {
    const root = copyOf('shortener/before');
    await audit(root, { cache: true });
    expect(lint(root, 'src/lib/rate-limiter.ts', true, 'const = 1')).toEqual([]);
  });

  it('the configuration holds, as plain data', async () => {
    const root = copyOf('shortener/before');
    writeFileSync(
      join(root, 'coldstate.config.mjs'),
      `export default { stores: { ['src/lib/rate-limiter.ts#' + 'windows']: { accept: 'one instance' } } };\n`,
    );
    const { report } = await audit(root, { cache: true });
    expect(report.accepted.map(({ symbol }) => symbol)).toEqual(['windows']);
    expect(lint(root, 'src/lib/rate-limiter.ts')).toEqual([]);
    expect(
      lint(root, 'src/lib/rate-limiter.ts', true, `\n${readFileSync(join(root, 'src/lib/rate-limiter.ts'), 'utf8')}`),
    ).toEqual([]);
  });
});

const indexIn = (root: string): string => {
  const cache = join(root, 'node_modules/.cache/coldstate');
  return join(cache, readdirSync(cache).find((name) => name.startsWith('index-')) ?? '');
};

describe('what the audit found', () => {
  const limiter = 'src/lib/rate-limiter.ts';
  /** As if the audit had worded its findings otherwise: whoever looks them up says so, whoever judges anew does not. */
  const reword = (root: string): void => {
    const file = indexIn(root);
    const [, whole = ''] = /^(.*\n)/s.exec(readFileSync(file, 'utf8')) ?? [];
    const content = whole.replaceAll('"message":"', '"message":"LEFT ');
    writeFileSync(file, content + createHash('sha1').update(content).digest('hex'));
  };
  const isLookedUp = (root: string, text?: string): boolean =>
    lint(root, limiter, true, text)[0]?.message.startsWith('LEFT') ?? false;

  async function audited(): Promise<string> {
    const root = copyOf('shortener/before');
    // Long ago: what changed while the audit ran is not told by its time.
    for (const file of openWorkspace(root).workspace.sources)
      utimesSync(join(root, file), 1_700_000_000, 1_700_000_000);
    await audit(root, { cache: true });
    reword(root);
    return root;
  }

  it('is looked up as long as everything lies as it did', async () => {
    const root = await audited();
    expect(isLookedUp(root)).toBe(true);
    expect(isLookedUp(root, `${textOf(root, limiter)}// typed\n`)).toBe(false);
    expect(isLookedUp(root)).toBe(true);
  });

  it('is looked up after a checkout, which sets the times anew', async () => {
    const root = await audited();
    for (const file of openWorkspace(root).workspace.sources)
      utimesSync(join(root, file), 1_750_000_000, 1_750_000_000);
    expect(isLookedUp(root)).toBe(true);
  });

  it.each<[string, (root: string) => void]>([
    [
      'another file changed',
      (root) => {
        appendFileSync(join(root, 'src/handlers/create.ts'), '// changed\n');
      },
    ],
    [
      'a file came',
      (root) => {
        writeFileSync(join(root, 'src/lib/new.ts'), 'export const one = 1;\n');
      },
    ],
    [
      'a file went',
      (root) => {
        rmSync(join(root, 'src/lib/visit-log.ts'));
      },
    ],
    [
      'what it runs on changed',
      (root) => {
        appendFileSync(join(root, 'template.yaml'), '\n# changed\n');
      },
    ],
    [
      'a manifest changed',
      (root) => {
        appendFileSync(join(root, 'package.json'), '\n');
      },
    ],
  ])('is judged anew when %s', async (_what, change) => {
    const root = await audited();
    change(root);
    expect(isLookedUp(root)).toBe(false);
  });
});

describe('an index that does not fit', () => {
  const alone = (root: string): string[] => lintAll(root, false);

  it.each<[string, (root: string) => void]>([
    [
      'of another version',
      (root) => {
        const file = indexIn(root);
        writeFileSync(file, readFileSync(file, 'utf8').replace(/"judge":"[0-9a-f]{6}/, '"judge":"000000'));
      },
    ],
    [
      'of another configuration',
      (root) => {
        writeFileSync(join(root, 'coldstate.config.json'), '{ "failOn": "none" }');
      },
    ],
  ])('%s is said to be so once, and each file is judged by itself', async (_what, change) => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    syncBuiltinESMExports();
    const root = copyOf('shortener/before');
    await audit(root, { cache: true });
    change(root);
    expect(lintAll(root)).toEqual(alone(root));
    expect(warned).toHaveBeenCalledTimes(1);
    expect(warned.mock.calls[0]?.[0]).toContain('npx coldstate audit --cache');
    // It is put right by what the note says.
    await audit(root, { cache: true });
    expect(lintAll(root)).toEqual(placesIn((await audit(root)).report));
  });

  it.each<[string, (root: string) => void]>([
    [
      'half written',
      (root) => {
        writeFileSync(indexIn(root), '{"format":');
      },
    ],
    [
      'empty',
      (root) => {
        writeFileSync(indexIn(root), '');
      },
    ],
    [
      'of another directory',
      (root) => {
        writeFileSync(indexIn(root), readFileSync(indexIn(root), 'utf8').replace(root, '/elsewhere'));
      },
    ],
    [
      'gone',
      (root) => {
        rmSync(indexIn(root));
      },
    ],
  ])('%s is none', async (_what, change) => {
    const root = copyOf('shortener/before');
    await audit(root, { cache: true });
    change(root);
    expect(lintAll(root)).toEqual(alone(root));
  });
});

describe('without an index', () => {
  it.each(projects)('nothing is said of %s that the audit does not say', async (fixture) => {
    const root = copyOf(fixture);
    const said = new Set(placesIn((await audit(root)).report));
    expect(lintAll(root, false).filter((one) => !said.has(one))).toEqual([]);
  });

  it('a store that another package is given is left to the file that gives it', async () => {
    const root = copyOf('broken/unresolvable');
    rmSync(join(root, 'src'), { recursive: true });
    mkdirSync(join(root, 'src'));
    const files = {
      'package.json': '{ "dependencies": { "express": "5", "express-session": "1", "memorystore": "1" } }',
      'src/storage.js': `import session from 'express-session';
import createMemoryStore from 'memorystore';

const MemoryStore = createMemoryStore(session);

export const sessions = new MemoryStore({ checkPeriod: 86_400_000 });
`,
      'src/app.js': `import express from 'express';
import session from 'express-session';
import { sessions } from './storage.js';

export const app = express();
app.use(session({ store: sessions, secret: process.env.SECRET }));
app.get('/me', (req, res) => res.json(req.session));
`,
    };
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
    const said = placesIn((await audit(root)).report);
    expect(said).toEqual(['src/app.js:6 no-in-process-library-store']);
    expect(lintAll(root, false).filter((one) => !said.includes(one))).toEqual([]);
  });

  it('a table that is complete is left to the files that may change it', async () => {
    const root = copyOf('broken/unresolvable');
    rmSync(join(root, 'src'), { recursive: true });
    mkdirSync(join(root, 'src'));
    const files = {
      'package.json': '{ "dependencies": { "express": "5" } }',
      'src/tokens.js': `const TOKEN_OWNERS = { 'pk-demo': 'demo' };

export const ownerOf = (token) => TOKEN_OWNERS[token];
export const addToken = (token, owner) => {
  TOKEN_OWNERS[token] = owner;
};
`,
      'src/app.js': `import express from 'express';
import { ownerOf } from './tokens.js';

export const app = express();
app.get('/owner', (req, res) => {
  const owner = ownerOf(req.headers.authorization);
  if (!owner) return res.status(401).end();
  res.json({ owner });
});
`,
    };
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
    expect(placesIn((await audit(root)).report)).toEqual([]);
    expect(lintAll(root, false)).toEqual([]);
  });

  it('a property of globalThis is left to the file that makes what it is, which may be a handle', async () => {
    const root = copyOf('broken/unresolvable');
    rmSync(join(root, 'src'), { recursive: true });
    mkdirSync(join(root, 'src'));
    const files = {
      'package.json': '{ "dependencies": { "express": "5" } }',
      'src/pool.js': `import { createClient } from 'redis';

class Worker {
  client = createClient();
  run(job) {
    return this.client.lPush('jobs', job);
  }
}
export const pool = { take: async () => new Worker() };
`,
      'src/app.js': `import express from 'express';
import { pool } from './pool.js';

export const app = express();
app.post('/jobs', async (req, res) => {
  global.worker = await pool.take();
  res.json(await global.worker.run(req.body.job));
});
app.get('/visits', (req, res) => {
  global.visits = (global.visits || 0) + 1;
  res.json({ visits: global.visits });
});
`,
    };
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
    const said = placesIn((await audit(root)).report);
    expect(said).toEqual(['src/app.js:10 no-global-state']);
    expect(lintAll(root, false)).toEqual(said);
  });

  // A pattern that tried every way to part them took longer than anybody waits for.
  it('a text that begins with many comments is read like any other', () => {
    const root = copyOf('shortener/before');
    const comments = '/** Counts. */\n// Of this instance. // Not of all.\n'.repeat(1_000);
    const counter = textOf(root, 'src/lib/reputation.ts');
    expect(lint(root, 'src/lib/reputation.ts', false, `${comments}${counter}`)).toEqual([]);
    expect(lint(root, 'src/pages/links.ts', false, `${comments}'use client';\nexport let seen = 0;\n`)).toEqual([]);
  });

  it('an index can be left alone', async () => {
    const root = copyOf('shortener/before');
    await audit(root, { cache: true });
    expect(lint(root, 'src/lib/reputation.ts', false)).toEqual([]);
    expect(lint(root, 'src/lib/reputation.ts')).toHaveLength(1);
  });
});

describe('a baseline', () => {
  const limiter = 'src/lib/rate-limiter.ts';

  async function withBaseline(terms: { until?: string } = {}): Promise<string> {
    const root = copyOf('shortener/before');
    const { report } = await audit(root, { cache: true });
    const known = report.findings.filter(({ file }) => file === limiter);
    writeBaseline(
      root,
      known.map(({ file, symbol, rule, id }) => ({ file, store: symbol, rule, id, ...terms })),
    );
    return root;
  }

  it.each([
    ['with the index', true],
    ['without it', false],
  ])('keeps quiet what it accepts, %s', async (_how, useIndex) => {
    const root = await withBaseline();
    const text = textOf(root, limiter);
    expect(lint(root, limiter, useIndex)).toEqual([]);
    expect(lint(root, limiter, useIndex, `// moved down\n${text}`)).toEqual([]);
    // What is like it and came later is new.
    const other = `${text}\nconst blocked = new Set<string>();\nexport const block = (ip: string) => blocked.add(ip).size;\n`;
    const renamed = text.replaceAll('windows', 'quotas');
    expect(lint(root, limiter, useIndex, useIndex ? other : renamed).map(({ symbol }) => symbol)).toEqual([
      useIndex ? 'blocked' : 'quotas',
    ]);
    rmSync(join(root, BASELINE_FILE));
    expect(lint(root, limiter, useIndex).map(({ symbol }) => symbol)).toEqual(['windows']);
  });

  it('that lies above the package holds without an index, too', async () => {
    const root = await withBaseline();
    const inner = join(root, 'services/links');
    cpSync(join(root, 'src'), join(inner, 'src'), { recursive: true });
    cpSync(join(root, 'package.json'), join(inner, 'package.json'));
    cpSync(join(root, 'template.yaml'), join(inner, 'template.yaml'));
    expect(lint(root, `services/links/${limiter}`, false)).toHaveLength(1);
    const text = readFileSync(join(root, BASELINE_FILE), 'utf8');
    writeFileSync(join(root, BASELINE_FILE), text.replace(`"${limiter}"`, `"services/links/${limiter}"`));
    expect(lint(root, `services/links/${limiter}`, false)).toEqual([]);
  });

  it('whose time is over accepts no longer, and says so', async () => {
    const root = await withBaseline({ until: '2020-01-31' });
    expect(lint(root, limiter)[0]?.message).toContain('accepted it until 2020-01-31');
  });

  it('that cannot be used is told once, and accepts nothing', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    syncBuiltinESMExports();
    const root = await withBaseline();
    writeFileSync(join(root, BASELINE_FILE), 'no json\n');
    expect([lint(root, limiter), lint(root, limiter, false), lint(root, limiter)].map(({ length }) => length)).toEqual([
      1, 1, 1,
    ]);
    expect(warned).toHaveBeenCalledTimes(1);
    expect(warned.mock.calls[0]?.[0]).toContain(`${BASELINE_FILE}:1: this is no JSON object`);
  });
});
