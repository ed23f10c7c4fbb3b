import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectBuilt } from './sources.js';

interface Manifest {
  bin: Record<string, string>;
  files: string[];
  exports: Record<string, string | Record<string, string>>;
  engines: Record<string, string>;
  dependencies: Record<string, string>;
}

interface Locked {
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const { packages: locked } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, Locked>;
};
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

describe('the package', () => {
  beforeAll(expectBuilt);

  it('names only files that the build makes', () => {
    const exported = Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    const named = [...Object.values(manifest.bin), ...manifest.files, ...exported];
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('ships every file that it names', () => {
    const shipped = [...manifest.files, 'package.json'];
    const named = [
      ...Object.values(manifest.bin),
      ...Object.values(manifest.exports).flatMap((to) => Object.values(to)),
    ];
    const isShipped = (path: string) =>
      shipped.some((entry) => `${path}/`.replace(/^\.\//, '').startsWith(`${entry}/`));
    expect(named.filter((path) => path.length > 1 && !isShipped(path))).toEqual([]);
  });

  it('can be imported by the name that it promises', async () => {
    const api = (await import(new URL('../../dist/src/index.js', import.meta.url).href)) as Record<string, unknown>;
    expect(api.audit).toBeTypeOf('function');
    // By a variable: the compiler must not ask for a build.
    const name = 'coldstate/config';
    const config = (await import(name)) as Record<string, unknown>;
    expect(config.defineConfig).toBeTypeOf('function');
  });

  it('runs where ESLint 10 runs', () => {
    expect(manifest.engines).toEqual({ node: '^20.19 || ^22.13 || >=24' });
  });

  it('pins the parser, whose tree is what everything stands on', () => {
    expect(manifest.dependencies['oxc-parser']).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('has a lockfile that names no host', () => {
    expect(Object.keys(locked).filter((path) => locked[path]?.resolved?.includes('://'))).toEqual([]);
  });

  it('has a lockfile that npm ci takes on every platform', () => {
    // npm leaves out what the registry at hand did not offer, without a word; `npm ci` then refuses on every machine.
    const isLocked = (path: string, name: string): boolean =>
      `${path}/node_modules/${name}` in locked || (path !== '' && isLocked(parentOf(path), name)) || at(name) in locked;
    const missing = Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
    );
    expect(missing).toEqual([]);
  });
});

const at = (name: string): string => `node_modules/${name}`;

/** The package around a nested one: '' for those at the top. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/node_modules/'), 0));
}
