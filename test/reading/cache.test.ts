import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audit } from '../../src/index.js';
import type { Report } from '../../src/model/report.js';

const FIXTURES = resolve(import.meta.dirname, '../../fixtures');

/** A copy of a fixture in a directory with a node_modules. */
function copyOf(fixture: string): string {
  const root = mkdtempSync(join(tmpdir(), 'coldstate-cache-'));
  cpSync(join(FIXTURES, fixture, 'before'), root, {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  });
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  return root;
}

const cacheOf = (root: string): string => join(root, 'node_modules/.cache/coldstate');
const cacheFileIn = (root: string): string => join(cacheOf(root), readdirSync(cacheOf(root))[0] ?? '');
/** Beside it, no facts are asked for as long as nothing changes. */
const indexIn = (root: string): string => join(cacheOf(root), readdirSync(cacheOf(root))[1] ?? '');
const reported = async (root: string, cache: boolean): Promise<Report> => (await audit(root, { cache })).report;

describe('the cache', () => {
  it.each(['shortener', 'zenith', 'cart', 'gateway'])('changes nothing of the report of %s', async (fixture) => {
    const root = copyOf(fixture);
    const without = JSON.stringify(await reported(root, false));
    expect(JSON.stringify(await reported(root, true)), 'written').toBe(without);
    expect(JSON.stringify(await reported(root, true)), 'read').toBe(without);
  });

  it('is two files below node_modules, and none where nobody asked for it', async () => {
    const root = copyOf('shortener');
    await audit(root);
    expect(readdirSync(join(root, 'node_modules'))).toEqual([]);
    await audit(root, { cache: true });
    expect(readdirSync(cacheOf(root)).map((name) => name.replace(/-.*/, ''))).toEqual(['facts', 'index']);
    rmSync(join(root, 'node_modules'), { recursive: true });
    await audit(root, { cache: true });
    expect(readdirSync(root)).not.toContain('node_modules');
  });

  it('answers for a file that holds the same text, and for no other', async () => {
    const root = copyOf('cart');
    const added = join(root, 'src/added.ts');
    writeFileSync(added, 'const seen = new Map();\nexport const see = (id: string) => seen.set(id, Date.now());\n');
    const before = await reported(root, true);
    writeFileSync(added, '\n\nconst met = new Map();\nexport const meet = (id: string) => met.set(id, Date.now());\n');
    const after = await reported(root, true);
    const namesIn = ({ findings, cleared }: Report): string[] => [...findings, ...cleared].map(({ symbol }) => symbol);
    expect(namesIn(before)).toContain('seen');
    expect(namesIn(after)).toContain('met');
    expect(namesIn(after)).not.toContain('seen');
    expect(JSON.stringify(after)).toBe(JSON.stringify(await reported(root, false)));

    const kept = readFileSync(cacheFileIn(root), 'utf8');
    rmSync(added);
    await reported(root, true);
    expect(kept).toContain('src/added.ts');
    expect(readFileSync(cacheFileIn(root), 'utf8')).not.toContain('src/added.ts');
  });

  it.each<[string, (file: string) => void]>([
    [
      'half written',
      (file) => {
        truncateSync(file, 5_000);
      },
    ],
    [
      'empty',
      (file) => {
        truncateSync(file, 0);
      },
    ],
    [
      'of bytes that mean nothing',
      (file) => {
        writeFileSync(file, Buffer.alloc(9_000, 7));
      },
    ],
    [
      'of another analyser',
      (file) => {
        const [, whole = ''] = /^(.*\n)/s.exec(readFileSync(file, 'utf8')) ?? [];
        const others = whole.replace(/ [0-9a-f]{40}\n/, ` ${'0'.repeat(40)}\n`);
        // Whole, and yet not ours.
        writeFileSync(file, others + createHash('sha1').update(others).digest('hex'));
      },
    ],
    [
      'changed by somebody',
      (file) => {
        writeFileSync(file, readFileSync(file, 'utf8').replace('"const"', '"let"'));
      },
    ],
  ])('that is %s is replaced', async (_how, damage) => {
    const root = copyOf('shortener');
    const report = JSON.stringify(await reported(root, true));
    const whole = readFileSync(cacheFileIn(root));
    damage(cacheFileIn(root));
    rmSync(indexIn(root));
    expect(readFileSync(cacheFileIn(root)).equals(whole)).toBe(false);
    expect(JSON.stringify(await reported(root, true))).toBe(report);
    expect(readFileSync(cacheFileIn(root)).equals(whole)).toBe(true);
  });

  it('that cannot be written is done without', async () => {
    const root = copyOf('shortener');
    writeFileSync(join(root, 'node_modules/.cache'), 'a file where the directory should be');
    expect((await reported(root, true)).findings.length).toBeGreaterThan(0);
    expect(readdirSync(join(root, 'node_modules'))).toEqual(['.cache']);
  });

  it('is whole after several audits at once', async () => {
    const root = copyOf('zenith');
    const reports = await Promise.all([1, 2, 3, 4].map(() => reported(root, true)));
    expect(new Set(reports.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(readdirSync(cacheOf(root))).toHaveLength(2);
    expect(JSON.stringify(await reported(root, true))).toBe(JSON.stringify(reports[0]));
  });
});
