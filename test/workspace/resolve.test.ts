import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWorkspace } from '../../src/workspace/index.js';
import { project } from './project.js';

type Files = Parameters<typeof project>[0];

/** What each specifier means when imported from `from`. */
function resolved(files: Files, from: string, specifiers: string[]) {
  const { workspace } = openWorkspace(project(files));
  return Object.fromEntries(specifiers.map((specifier) => [specifier, workspace.resolve(from, specifier)]));
}

const empty = (...paths: string[]): Files => Object.fromEntries(paths.map((path) => [path, '']));

describe('relative imports', () => {
  it('find files by their stem, by the extension they will have when built, and by their directory', () => {
    const files = empty(
      'src/a.ts',
      'src/b.tsx',
      'src/c.mts',
      'src/d.js',
      'src/e/index.ts',
      'src/f.svelte',
      'src/g.svelte.ts',
      'db.cts',
    );
    expect(
      resolved(files, 'src/a.ts', [
        './a',
        './b',
        './b.jsx',
        './b.js',
        './c.mjs',
        './d',
        './e',
        './f.svelte',
        './g.svelte',
        '../db.cjs',
      ]),
    ).toEqual({
      './a': 'src/a.ts',
      './b': 'src/b.tsx',
      './b.jsx': 'src/b.tsx',
      './b.js': 'src/b.tsx',
      './c.mjs': 'src/c.mts',
      './d': 'src/d.js',
      './e': 'src/e/index.ts',
      './f.svelte': 'src/f.svelte',
      './g.svelte': 'src/g.svelte.ts',
      '../db.cjs': 'db.cts',
    });
  });

  it('prefer a file to a directory of its name, except for . and .. and a trailing slash', () => {
    const files = empty('src/db.ts', 'src/db/index.ts', 'src/db/pool.ts', 'src/index.ts', 'src.ts', 'index.js');
    expect(resolved(files, 'src/db/pool.ts', ['../db', '.', './', '..', '../..'])).toEqual({
      '../db': 'src/db.ts',
      '.': 'src/db/index.ts',
      './': 'src/db/index.ts',
      '..': 'src/index.ts',
      '../..': 'index.js',
    });
  });

  it('prefer TypeScript to what was compiled beside it', () => {
    const files = empty('a.ts', 'db.ts', 'db.js');
    expect(resolved(files, 'a.ts', ['./db', './db.js'])).toEqual({ './db': 'db.ts', './db.js': 'db.ts' });
  });

  it('follow the main of a directory that has a package.json of its own', () => {
    const files = { ...empty('a.ts', 'lib/store/main.js'), 'lib/store/package.json': { main: './main.js' } };
    expect(resolved(files, 'a.ts', ['./lib/store'])).toEqual({ './lib/store': 'lib/store/main.js' });
  });

  it('ignore queries, but text and addresses are not code', () => {
    expect(resolved(empty('a.ts', 'b.ts'), 'a.ts', ['./b?worker', './b.ts?raw', './b.ts?url'])).toEqual({
      './b?worker': 'b.ts',
      './b.ts?raw': undefined,
      './b.ts?url': undefined,
    });
  });

  it('into a build mean the source it was built from', () => {
    const files = empty('api/a.ts', 'src/handler.ts', 'dist/handler.js', 'dist/only-built.js');
    expect(resolved(files, 'api/a.ts', ['../dist/handler', '../dist/only-built.js'])).toEqual({
      '../dist/handler': 'src/handler.ts',
      '../dist/only-built.js': 'dist/only-built.js',
    });
  });

  it('do not leave the root, nor enter node_modules', () => {
    const root = project(empty('outside.ts', 'app/a.ts', 'app/node_modules/pg/index.js', 'elsewhere/b.ts'));
    symlinkSync('../elsewhere', join(root, 'app/linked'));
    const { workspace } = openWorkspace(join(root, 'app'));
    for (const specifier of [
      '../outside',
      './node_modules/pg/index.js',
      'pg',
      './linked/b',
      'node:fs',
      'https://esm.sh/pg',
      './missing',
    ]) {
      expect(workspace.resolve('a.ts', specifier)).toBeUndefined();
    }
  });
});

describe('path aliases', () => {
  it('come from the nearest tsconfig, with comments and trailing commas, the longest prefix first', () => {
    const files = {
      'tsconfig.json':
        '{ // app\n "compilerOptions": { "paths": { "@/*": ["./*"], "@/db/*": ["./data/*", "./old/*",], "env": ["./env.ts"], }, }, }',
      'api/jsconfig.json': { compilerOptions: { paths: { '@/*': ['./lib/*'] } } },
      ...empty(
        'a.ts',
        'links.ts',
        'data/pool.ts',
        'old/pool.ts',
        'old/legacy.ts',
        'db/other.ts',
        'env.ts',
        'api/a.ts',
        'api/lib/links.ts',
      ),
    };
    expect(resolved(files, 'a.ts', ['@/links', '@/db/pool', '@/db/legacy', 'env'])).toEqual({
      '@/links': 'links.ts',
      '@/db/pool': 'data/pool.ts',
      '@/db/legacy': 'old/legacy.ts',
      env: 'env.ts',
    });
    expect(resolved(files, 'api/a.ts', ['@/links'])).toEqual({ '@/links': 'api/lib/links.ts' });
  });

  it('are inherited through extends, relative to the config that wrote them', () => {
    const files = {
      'tsconfig.base.json': { compilerOptions: { paths: { '@shop/*': ['./libs/*/src'], '@lost/*': ['./x/*'] } } },
      'tools/strict.json': { compilerOptions: { baseUrl: '${configDir}/lib' } },
      'apps/web/tsconfig.json': { extends: ['../../tsconfig.base', '../../tools/strict.json'] },
      'apps/admin/tsconfig.json': {
        extends: '../../tsconfig.base.json',
        compilerOptions: { paths: { '~/*': ['./*'] } },
      },
      ...empty('libs/db/src/index.ts', 'apps/web/a.ts', 'apps/web/lib/links.ts', 'apps/admin/a.ts'),
    };
    expect(resolved(files, 'apps/web/a.ts', ['links'])).toEqual({ links: 'apps/web/lib/links.ts' });
    expect(resolved(files, 'apps/admin/a.ts', ['~/a', '@shop/db'])).toEqual({
      '~/a': 'apps/admin/a.ts',
      '@shop/db': undefined,
    });
  });

  it('follow extends into a package of the project and into an installed one', () => {
    const config = (target: string) => ({ compilerOptions: { paths: { '@/*': [`\${configDir}/${target}/*`] } } });
    const files = {
      'packages/config/package.json': { name: '@shop/config' },
      'packages/config/base.json': config('code'),
      'web/tsconfig.json': { extends: '@shop/config/base.json' },
      'node_modules/@vendor/tsconfig/package.json': { name: '@vendor/tsconfig' },
      'node_modules/@vendor/tsconfig/tsconfig.json': config('sources'),
      'api/tsconfig.json': { extends: '@vendor/tsconfig' },
      ...empty('web/a.ts', 'web/code/db.ts', 'api/a.ts', 'api/sources/db.ts'),
    };
    expect(resolved(files, 'web/a.ts', ['@/db'])).toEqual({ '@/db': 'web/code/db.ts' });
    expect(resolved(files, 'api/a.ts', ['@/db'])).toEqual({ '@/db': 'api/sources/db.ts' });
  });

  it('hold although extends cannot be found, which is reported once', () => {
    const broken = { extends: '@tsconfig/node20/tsconfig.json', compilerOptions: { paths: { 'db/*': ['./data/*'] } } };
    const root = project({
      'a/tsconfig.json': broken,
      'b/tsconfig.json': broken,
      ...empty('a/a.ts', 'a/data/pool.ts', 'b/b.ts'),
    });
    const opened = openWorkspace(root);
    expect(opened.workspace.resolve('a/a.ts', 'db/pool')).toBe('a/data/pool.ts');
    expect(opened.workspace.resolve('a/a.ts', './data/pool')).toBe('a/data/pool.ts');
    expect(opened.diagnostics()).toHaveLength(1);
    expect(opened.diagnostics()).toMatchObject([{ file: 'a/tsconfig.json', kind: 'config' }]);
    expect(opened.diagnostics()[0]?.message).toContain('"@tsconfig/node20/tsconfig.json", which was not found');
  });

  it('say nothing of configs that a framework generates before a build', () => {
    const opened = openWorkspace(project({ 'tsconfig.json': { extends: './.svelte-kit/tsconfig.json' }, 'a.ts': '' }));
    expect(opened.diagnostics()).toEqual([]);
  });

  it('go on without a broken tsconfig, which is reported with its line', () => {
    const root = project({
      'tsconfig.json': '{\n  "compilerOptions": {\n    "paths" }\n}',
      ...empty('src/a.ts', 'src/db.ts'),
    });
    const opened = openWorkspace(root);
    expect(opened.workspace.resolve('src/a.ts', './db')).toBe('src/db.ts');
    expect(opened.workspace.resolve('src/a.ts', '@/db')).toBe('src/db.ts');
    expect(opened.diagnostics()).toMatchObject([{ file: 'tsconfig.json', kind: 'config', line: 3 }]);
    expect(opened.diagnostics()[0]?.message).toContain("expected ':' but found `}`");
  });

  it('come to an end when configs extend each other', () => {
    const files = {
      'tsconfig.json': { extends: './other.json' },
      'other.json': { extends: './tsconfig.json', compilerOptions: { baseUrl: './src' } },
      ...empty('src/a.ts', 'src/lib/db.ts'),
    };
    expect(resolved(files, 'src/a.ts', ['lib/db', 'react'])).toEqual({ 'lib/db': 'src/lib/db.ts', react: undefined });
  });

  it('are taken from the configs that a solution-style tsconfig references', () => {
    const files = {
      'tsconfig.json': {
        files: [],
        references: [{ path: './tsconfig.app.json' }, { path: './server' }, { path: './gone' }],
      },
      'tsconfig.app.json': { compilerOptions: { paths: { 'ui/*': ['./client/*'] } } },
      'server/tsconfig.json': { compilerOptions: { paths: { 'api/*': ['./routes/*'], 'ui/*': ['./views/*'] } } },
      ...empty('a.ts', 'client/button.tsx', 'server/routes/links.ts', 'server/views/page.tsx'),
    };
    expect(resolved(files, 'a.ts', ['ui/button', 'ui/page', 'api/links'])).toEqual({
      'ui/button': 'client/button.tsx',
      'ui/page': 'server/views/page.tsx',
      'api/links': 'server/routes/links.ts',
    });
  });

  it('of the repository around the root count as well', () => {
    const root = project({
      '.git/HEAD': '',
      'tsconfig.json': { compilerOptions: { paths: { 'data/*': ['./packages/api/data/*'], 'far/*': ['./far/*'] } } },
      ...empty('packages/api/a.ts', 'packages/api/data/db.ts', 'far/db.ts'),
    });
    const { workspace } = openWorkspace(join(root, 'packages/api'));
    expect(workspace.resolve('a.ts', 'data/db')).toBe('data/db.ts');
    expect(workspace.resolve('a.ts', 'far/db')).toBeUndefined();
  });

  it('come from the imports of a deno.json and from the import map it names', () => {
    const files = {
      'deno.json': '{ "imports": { "db/": "./lib/db/", "env": "./env.ts", "hono": "jsr:@hono/hono" }, }',
      'edge/deno.jsonc': '{ "importMap": "./import_map.json" } // Supabase',
      'edge/import_map.json': { imports: { 'shared/': '../lib/' } },
      ...empty('a.ts', 'env.ts', 'lib/db/pool.ts', 'edge/a.ts'),
    };
    expect(resolved(files, 'a.ts', ['db/pool.ts', 'env', 'hono'])).toEqual({
      'db/pool.ts': 'lib/db/pool.ts',
      env: 'env.ts',
      hono: undefined,
    });
    expect(resolved(files, 'edge/a.ts', ['shared/db/pool.ts'])).toEqual({ 'shared/db/pool.ts': 'lib/db/pool.ts' });
  });

  it('are guessed from the custom of frameworks when no config declares them', () => {
    const files = {
      'web/svelte.config.js': '',
      'web/package.json': {},
      ...empty(
        'web/src/lib/server/db.ts',
        'web/src/lib/index.ts',
        'web/src/hooks.ts',
        'web/app/root.tsx',
        'web/stores/cart.ts',
        'env.ts',
      ),
    };
    expect(
      resolved(files, 'web/src/hooks.ts', [
        '$lib/server/db',
        '$lib',
        '@/hooks',
        '@/stores/cart',
        '~/root',
        '~/hooks',
        '@/env',
        '/src/hooks',
        '@/gone',
        '$app/state',
      ]),
    ).toEqual({
      '$lib/server/db': 'web/src/lib/server/db.ts',
      $lib: 'web/src/lib/index.ts',
      '@/hooks': 'web/src/hooks.ts',
      '@/stores/cart': 'web/stores/cart.ts',
      '~/root': 'web/app/root.tsx',
      '~/hooks': 'web/src/hooks.ts',
      '@/env': 'env.ts',
      '/src/hooks': 'web/src/hooks.ts',
      '@/gone': undefined,
      '$app/state': undefined,
    });
  });
});

describe('packages of the project', () => {
  it('are imported by name, through exports to the source behind a build that does not exist', () => {
    const files = {
      'packages/db/package.json': {
        name: '@shop/db',
        main: './dist/index.js',
        exports: {
          '.': { types: './dist/index.d.ts', import: './dist/esm/index.mjs', require: './dist/cjs/index.cjs' },
          './pool': './dist/connection/pool.js',
          './models/*': { import: './dist/models/*.js' },
          './legacy/': './legacy/',
          './gone': './dist/gone.js',
        },
      },
      ...empty(
        'a.ts',
        'packages/db/src/index.ts',
        'packages/db/src/connection/pool.ts',
        'packages/db/src/models/link.ts',
        'packages/db/legacy/x.js',
      ),
    };
    expect(
      resolved(files, 'a.ts', [
        '@shop/db',
        '@shop/db/pool',
        '@shop/db/models/link',
        '@shop/db/legacy/x.js',
        '@shop/db/gone',
        '@shop/dbx',
      ]),
    ).toEqual({
      '@shop/db': 'packages/db/src/index.ts',
      '@shop/db/pool': 'packages/db/src/connection/pool.ts',
      '@shop/db/models/link': 'packages/db/src/models/link.ts',
      '@shop/db/legacy/x.js': 'packages/db/legacy/x.js',
      '@shop/db/gone': undefined,
      '@shop/dbx': undefined,
    });
  });

  it('fall back to main, source and the customary index', () => {
    const files = {
      'a/package.json': { name: 'a', main: 'lib/main.js' },
      'b/package.json': { name: 'b', main: 'dist/b.cjs', source: 'code/b.ts' },
      'c/package.json': { name: 'c' },
      ...empty('a/lib/main.js', 'b/code/b.ts', 'c/src/index.tsx', 'c/src/deep/x.ts', 'x.ts'),
    };
    expect(resolved(files, 'x.ts', ['a', 'b', 'c', 'c/deep/x', 'c/src/deep/x'])).toEqual({
      a: 'a/lib/main.js',
      b: 'b/code/b.ts',
      c: 'c/src/index.tsx',
      'c/deep/x': 'c/src/deep/x.ts',
      'c/src/deep/x': 'c/src/deep/x.ts',
    });
  });

  it('do not take the place of an installed package that shares their name', () => {
    const files = {
      'package.json': {
        name: 'root',
        dependencies: { express: '^5.0.0', hono: '^4.2.0', '@shop/db': 'workspace:*', koa: 'npm:koa@3' },
      },
      'examples/express/package.json': { name: 'express' },
      'examples/koa/package.json': { name: 'koa', version: '3.0.0' },
      'packages/hono/package.json': { name: 'hono', version: '4.9.1' },
      'packages/db/package.json': { name: '@shop/db' },
      ...empty(
        'a.ts',
        'examples/express/index.js',
        'examples/koa/index.js',
        'packages/hono/index.js',
        'packages/db/index.js',
      ),
    };
    expect(resolved(files, 'a.ts', ['express', 'koa', 'hono', '@shop/db'])).toEqual({
      express: undefined,
      koa: undefined,
      hono: 'packages/hono/index.js',
      '@shop/db': 'packages/db/index.js',
    });
  });

  it('declare private imports, which may name another package', () => {
    const files = {
      'api/package.json': {
        name: 'api',
        imports: {
          '#lib/*': './src/lib/*.js',
          '#db': { node: './dist/db.js', default: '@shop/db/pool' },
          '#queue': '@shop/db/queue',
        },
      },
      'db/package.json': { name: '@shop/db' },
      ...empty('api/src/lib/links.ts', 'api/src/db.ts', 'api/src/a.ts', 'db/src/pool.ts', 'db/src/queue.ts'),
    };
    expect(resolved(files, 'api/src/a.ts', ['#lib/links', '#db', '#queue', '#imports'])).toEqual({
      '#lib/links': 'api/src/lib/links.ts',
      '#db': 'api/src/db.ts',
      '#queue': 'db/src/queue.ts',
      '#imports': undefined,
    });
  });
});
