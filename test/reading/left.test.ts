/** What an audit leaves, held against audits that know of nothing: over programs that are edited as people and tools edit them. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/index.js';

const ROOT = resolve(import.meta.dirname, '../..');
const { serverlessProgram } = (await import(pathToFileURL(join(ROOT, 'bench/generate.mjs')).href)) as {
  serverlessProgram: (count: number, seed: number) => Iterable<{ file: string; text: string }>;
};

const made: string[] = [];
afterAll(() => {
  for (const root of made) rmSync(root, { recursive: true, force: true });
});

function directory(): string {
  const root = mkdtempSync(join(tmpdir(), 'coldstate-left-'));
  made.push(root);
  mkdirSync(join(root, 'node_modules'));
  return root;
}

function put(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function generated(count: number, seed: number): string {
  const root = directory();
  for (const { file, text } of serverlessProgram(count, seed)) put(root, file, text);
  return root;
}

const reported = async (root: string, cache: boolean): Promise<string> =>
  JSON.stringify((await audit(root, { cache })).report);

/** Written, read, and worked out without any cache: always the same. */
async function expectEqual(root: string, what: string): Promise<string> {
  const cold = await reported(root, false);
  expect(await reported(root, true), `${what}, first`).toBe(cold);
  expect(await reported(root, true), `${what}, again`).toBe(cold);
  return cold;
}

const cacheOf = (root: string): string => join(root, 'node_modules/.cache/coldstate');
const cached = (root: string, what: 'facts' | 'index'): string =>
  join(cacheOf(root), readdirSync(cacheOf(root)).find((name) => name.startsWith(what)) ?? what);

/** Mulberry32. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const sourcesOf = (root: string): string[] =>
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join('src', file))
    .sort();

/** What people do to a file of a program. */
const EDITS: Readonly<Record<string, (root: string, file: string, at: number) => void>> = {
  'a store more': (root, file, at) => {
    appendFileSync(
      join(root, file),
      `\nconst seen${at} = new Map();\nexport const see${at} = (id) => seen${at}.set(id, 1);\n`,
    );
  },
  'a line on top': (root, file) => {
    writeFileSync(join(root, file), `// moved\n${readFileSync(join(root, file), 'utf8')}`);
  },
  'names exchanged': (root, file) => {
    const text = readFileSync(join(root, file), 'utf8');
    writeFileSync(join(root, file), text.replace('export function ', 'function ').replace('new Map', 'new Set'));
  },
  'a file more': (root, file, at) => {
    put(
      root,
      `src/added${at}.ts`,
      `import './${file.slice(4).replace(/\.tsx?$/, '')}';\nlet count = 0;\nexport const add = () => ++count;\n`,
    );
  },
  'a file less': (root, file) => {
    rmSync(join(root, file));
  },
  'a file renamed': (root, file, at) => {
    renameSync(join(root, file), join(root, dirname(file), `renamed${at}.ts`));
  },
  'two texts exchanged': (root, file) => {
    const other = join(root, sourcesOf(root)[0] ?? '');
    const [one, two] = [readFileSync(join(root, file)), readFileSync(other)];
    writeFileSync(join(root, file), two);
    writeFileSync(other, one);
  },
  'an error': (root, file) => {
    appendFileSync(join(root, file), '\nconst = ;\n');
  },
};

describe('what an audit leaves', () => {
  it('says the same as an audit of the program that was edited, whatever was edited', async () => {
    const root = generated(24, 7);
    const below = random(11);
    const kinds = Object.entries(EDITS);
    const reports = [await expectEqual(root, 'as it was')];
    for (let step = 0; step < 16; step++) {
      const [name, edit] = kinds[step % kinds.length] ?? [];
      const sources = sourcesOf(root);
      edit?.(root, sources[below(sources.length)] ?? '', step);
      reports.push(await expectEqual(root, `${step}: ${name ?? ''}`));
    }
    expect(new Set(reports).size, 'edits that show').toBeGreaterThan(10);
  }, 180_000);

  it.each<[string, (root: string) => void]>([
    [
      'a test beside the sources',
      (root) => {
        put(root, 'src/orders.test.ts', 'export {};\n');
      },
    ],
    [
      'an ignore file',
      (root) => {
        put(root, '.coldstateignore', 'src/lib/\n');
      },
    ],
    [
      'a tsconfig that cannot be read',
      (root) => {
        put(root, 'tsconfig.json', '{"compilerOptions":');
      },
    ],
    [
      'another name of the package',
      (root) => {
        put(root, 'package.json', '{"name":"renamed","dependencies":{"next":"16.0.0"}}\n');
      },
    ],
    [
      'a deployment',
      (root) => {
        put(
          root,
          'serverless.yml',
          'service: shop\nprovider:\n  name: aws\nfunctions:\n  clear:\n    handler: src/missing.handler\n',
        );
      },
    ],
    [
      'a configuration',
      (root) => {
        put(root, 'coldstate.config.json', '{"ignore":["src/lib/**"]}\n');
      },
    ],
  ])('counts %s', async (_what, change) => {
    const root = generated(30, 3);
    const before = await expectEqual(root, 'before');
    change(root);
    expect(await expectEqual(root, 'after')).not.toBe(before);
  });

  it('counts what an import finds outside of every list', async () => {
    const root = directory();
    put(root, 'package.json', '{"name":"shop","dependencies":{"express":"5.0.0"}}\n');
    put(root, '.gitignore', 'generated/\n');
    put(
      root,
      'src/server.ts',
      "import express from 'express';\nimport { cache } from '../generated/cache';\nconst app = express();\napp.get('/', (req, res) => res.json(cache.get(req.query.id)));\n",
    );
    await expectEqual(root, 'before');
    const [asked] = Object.entries(leftIn(root).elsewhere);
    expect(asked).toEqual(['generated/cache', null]);
    put(root, 'generated/cache.ts', 'export const cache = new Map();\n');
    await expectEqual(root, 'after');
    expect(Object.values(leftIn(root).elsewhere)).toEqual(['generated/cache.ts']);
  });

  it('sees a text of the same size that a tool put there with the time of the old one', async () => {
    const root = generated(20, 5);
    const [file = ''] = sourcesOf(root);
    const path = join(root, file);
    // Whole seconds, which every file system keeps as they are.
    const old = new Date(Math.floor(Date.now() / 1000 - 60) * 1000);
    appendFileSync(path, '\nexport const taken = new Map([[1, 2]]);\n');
    utimesSync(path, old, old);
    const before = await expectEqual(root, 'before');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('taken', 'given'));
    utimesSync(path, old, old);
    expect(statSync(path).mtimeMs).toBe(old.getTime());
    expect(await expectEqual(root, 'after')).not.toBe(before);
  });

  it.each(['shortener', 'zenith', 'cart', 'gateway'])(
    'is the report of %s, and no file is read for it',
    async (name) => {
      const root = directory();
      cpSync(join(ROOT, 'fixtures', name, 'before'), root, {
        recursive: true,
        filter: (path) => !path.includes('node_modules'),
      });
      await expectEqual(root, name);
      rmSync(cached(root, 'facts'));
      await reported(root, true);
      expect(existsSync(cached(root, 'facts'))).toBe(false);
    },
  );

  it.each<[string, (text: string) => string]>([
    ['half written', (text) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['changed by somebody', (text) => text.replace('"severity":"critical"', '"severity":"low"')],
    ['of another version', (text) => text.replace(/"judge":"[0-9a-f]+"/, '"judge":"0"')],
  ])('is worked out again where it is %s', async (_how, damage) => {
    const root = directory();
    cpSync(join(ROOT, 'fixtures/cart/before'), root, {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    });
    const report = await expectEqual(root, 'whole');
    const whole = readFileSync(cached(root, 'index'), 'utf8');
    expect(damage(whole)).not.toBe(whole);
    writeFileSync(cached(root, 'index'), damage(whole));
    expect(await reported(root, true)).toBe(report);
  });
});

function leftIn(root: string): { elsewhere: Record<string, string | null> } {
  return JSON.parse(readFileSync(cached(root, 'index'), 'utf8').split('\n')[1] ?? '') as ReturnType<typeof leftIn>;
}
