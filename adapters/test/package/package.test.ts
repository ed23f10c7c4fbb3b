import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { build, type Metafile } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGE, pack } from './project.js';

interface Target {
  types: string;
  default: string;
}

const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
  exports: Record<string, string | { import: Target; require: Target }>;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional: boolean }>;
};

const entries = Object.entries(manifest.exports).flatMap(([name, to]) =>
  typeof to === 'string' ? [] : [{ name, esm: to.import, cjs: to.require }],
);

/** The one peer that each entry may ask for; all others ask for none. */
const PEERS: Record<string, string[]> = {
  '.': ['@aws-sdk/client-dynamodb', '@redis/client'],
  './copy': ['@aws-sdk/client-dynamodb', '@redis/client', 'ioredis'],
  './dynamodb': ['@aws-sdk/client-dynamodb'],
  './ioredis': ['ioredis'],
  './redis': ['@redis/client'],
};

/** Of an entry that knows one backend alone, and whose bundle is smaller for it: a bundler leaves out commands that are not used. */
const AT_ONCE: Record<string, string[]> = { './dynamodb': ['@aws-sdk/client-dynamodb'] };

let tarball: string;

beforeAll(async () => {
  expect(existsSync(join(PACKAGE, 'dist/cjs')), 'the build is missing: run `npm run build` first').toBe(true);
  tarball = await pack();
});
afterAll(async () => {
  await rm(dirname(tarball), { recursive: true, force: true });
});

describe('the tarball', () => {
  it('has nothing that publint minds', async () => {
    const data = readFileSync(tarball);
    const { messages } = await publint({
      pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.length) },
    });
    expect(messages.map((message) => formatMessage(message, manifest, { color: false }))).toEqual([]);
  });

  it('has types that are right wherever `exports` is read', async () => {
    const result = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
    if (!result.types) throw new Error('the tarball has no types');
    // `node10` reads no `exports` and would need a second set of folders; TypeScript itself has deprecated it.
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem) || problem.resolutionKind !== 'node10',
    );
    expect(problems).toEqual([]);
  });

  it('asks for peers that are all optional', () => {
    const required = Object.keys(manifest.peerDependencies).filter(
      (peer) => !manifest.peerDependenciesMeta[peer]?.optional,
    );
    expect(required).toEqual([]);
  });
});

describe.each(entries)('$name', ({ name, esm, cjs }) => {
  const specifier = join('@coldstate/adapters', name);

  it('gives the same names to `import` and `require`', async () => {
    const imported = Object.keys((await import(join(PACKAGE, esm.default))) as object);
    const required = Object.keys(createRequire(import.meta.url)(specifier) as object);
    expect(required.filter((key) => key !== '__esModule').sort()).toEqual(
      imported.filter((key) => key !== 'default').sort(),
    );
  });

  it.each([
    ['import', esm.default],
    ['require', cjs.default],
  ])('by `%s`, needs no package but its own peer', async (by, file) => {
    const { metafile } = await build({
      entryPoints: [join(PACKAGE, file)],
      bundle: true,
      platform: 'node',
      packages: 'external',
      format: 'esm',
      splitting: true,
      outdir: 'out',
      write: false,
      metafile: true,
    });
    // Of the inputs: bundlers look for what an unused function imports as well.
    const packages = Object.values(metafile.inputs).flatMap(({ imports }) =>
      imports.filter(({ external }) => external),
    );
    const own = Object.keys(manifest.dependencies);
    const others = packages.filter(({ path }) => !path.startsWith('node:') && !own.includes(path));
    expect([...new Set(others.map(({ path }) => path))].sort()).toEqual(PEERS[name] ?? []);
    const atOnce = loadedAtOnce(metafile.outputs).filter((path) => others.some((other) => other.path === path));
    // What is required, esbuild does not tell apart by when that is.
    expect([...new Set(atOnce)]).toEqual(by === 'import' ? (AT_ONCE[name] ?? []) : []);
  });
});

/** The packages that importing the entry loads, before anything is called. */
function loadedAtOnce(outputs: Metafile['outputs']): string[] {
  const [entry] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint !== undefined) ?? [];
  const files = new Set(entry === undefined ? [] : [entry]);
  const packages: string[] = [];
  for (const file of files) {
    for (const { path, kind, external } of outputs[file]?.imports ?? []) {
      if (kind !== 'import-statement') continue;
      if (external === true) packages.push(path);
      else files.add(path);
    }
  }
  return packages;
}
