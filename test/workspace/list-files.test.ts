import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWorkspace } from '../../src/workspace/index.js';
import { project, write } from './project.js';

const sourcesOf = (root: string, exclude?: string[]) =>
  openWorkspace(root, exclude ? { exclude } : {}).workspace.sources;

const empty = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, '']));

describe('the sources of a project', () => {
  it('are all files of JavaScript, TypeScript and components, sorted', () => {
    const names = [
      'a.js',
      'b.mjs',
      'c.cjs',
      'd.jsx',
      'e.ts',
      'f.mts',
      'g.cts',
      'h.tsx',
      'i.svelte',
      'j.vue',
      'k.astro',
    ];
    const root = project(empty(...names.toReversed(), 'l.css', 'm.json', 'src/a.ts', 'Z.ts'));
    expect(sourcesOf(root)).toEqual(['Z.ts', ...names, 'src/a.ts']);
  });

  it('are not looked for in dependencies, builds and caches', () => {
    const outputs = [
      'node_modules/a',
      '.git',
      'dist',
      'build',
      'out',
      '.next',
      '.svelte-kit',
      'cdk.out',
      'coverage',
      'vendor',
      '.yarn',
    ];
    const nested = outputs.map((dir) => `packages/links/${dir}`);
    const files = [...outputs, ...nested].map((dir) => `${dir}/index.js`);
    const root = project({ ...empty(...files, 'server.ts'), 'packages/links/package.json': {} });
    expect(sourcesOf(root)).toEqual(['server.ts']);
  });

  it('may lie in a directory whose name is also that of a build, below src or routes', () => {
    const root = project(
      empty('app/api/out/route.ts', 'app/coverage/page.tsx', 'src/commands/build/index.ts', 'src/vendor/list.ts'),
    );
    expect(sourcesOf(root)).toHaveLength(4);
  });

  it('do not lie in the build of a package that happens to stand below src', () => {
    const root = project({ 'src/server/package.json': {}, 'src/server/index.ts': '', 'src/server/build/index.js': '' });
    expect(sourcesOf(root)).toEqual(['src/server/index.ts']);
  });

  it('leave out declarations, tests and minified files, counted by reason', () => {
    const root = project(
      empty(
        'a.ts',
        'a.test.ts',
        '__tests__/b.ts',
        'types.d.ts',
        'types.d.mts',
        'public/jquery.min.js',
        'public/app.js',
        '.pnp.cjs',
      ),
    );
    const opened = openWorkspace(root);
    expect(opened.workspace.sources).toEqual(['a.ts', 'public/app.js']);
    expect(opened.skipped()).toEqual({ declarations: 2, minified: 2, tests: 2 });
  });
});

describe('ignore files', () => {
  it('hold in their directory, and an inner one overrules an outer one', () => {
    const root = project({
      '.gitignore': 'generated\n*.local.ts\n',
      'a.local.ts': '',
      'generated/client.ts': '',
      'api/.gitignore': '!*.local.ts\n/drafts/\n',
      'api/b.local.ts': '',
      'api/drafts/c.ts': '',
      'api/links/drafts/d.ts': '',
    });
    expect(sourcesOf(root)).toEqual(['api/b.local.ts', 'api/links/drafts/d.ts']);
    expect(openWorkspace(root).skipped()).toEqual({ ignored: 1 });
  });

  it('of the repository around the root count too, but nothing above it', () => {
    const root = project({
      '.gitignore': '*.ts',
      'repo/.git/HEAD': '',
      'repo/.gitignore': 'packages/api/secrets.ts\nscratch',
      'repo/packages/api/secrets.ts': '',
      'repo/packages/api/server.ts': '',
      'repo/packages/api/scratch/a.ts': '',
    });
    expect(sourcesOf(join(root, 'repo/packages/api'))).toEqual(['server.ts']);
  });

  it('around the root are forgotten when they ignore the root itself', () => {
    const root = project({ '.git/HEAD': '', '.gitignore': '/checkouts', 'checkouts/shop/server.ts': '' });
    expect(sourcesOf(join(root, 'checkouts/shop'))).toEqual(['server.ts']);
  });

  it('may be ours alone, and take back what git ignores', () => {
    const root = project({
      '.gitignore': 'client.ts',
      '.coldstateignore': '!client.ts\nlegacy/',
      'client.ts': '',
      'legacy/a.ts': '',
    });
    expect(sourcesOf(root)).toEqual(['client.ts']);
  });

  it('may hold patterns that mean nothing, and begin with a byte order mark', () => {
    const root = project({
      '.gitignore': '\uFEFFsecrets.ts\n[\n[z-a]\n\\\n(?\n!\n/\n**\\\n\0',
      ...empty('a.ts', 'secrets.ts'),
    });
    expect(sourcesOf(root)).toEqual(['a.ts']);
  });

  it('leave files with strange names alone', () => {
    const names = [
      '#a.ts',
      '!b.ts',
      '..c.ts',
      'd e.ts',
      'f\\g.ts',
      '[id].ts',
      '(group)/h.ts',
      'ünï.ts',
      '-.ts',
      '...ts',
    ];
    const root = project({ '.gitignore': '*.log', ...empty(...names) });
    expect(sourcesOf(root)).toEqual(names.sort());
  });

  it('are overruled by the patterns of the caller', () => {
    const root = project(empty('server.ts', 'scripts/seed.ts', 'packages/a/scripts/seed.ts'));
    write(root, { '.gitignore': '!scripts' });
    expect(sourcesOf(root, ['/scripts'])).toEqual(['packages/a/scripts/seed.ts', 'server.ts']);
  });
});

describe('links', () => {
  it('that lead in circles do not hang the walk', () => {
    const root = project(empty('src/server.ts'));
    symlinkSync(root, join(root, 'src/loop'));
    symlinkSync('self', join(root, 'src/self'));
    expect(sourcesOf(root)).toEqual(['src/server.ts']);
  });

  it('to sources are not listed twice, and imports through a linked directory find the real file', () => {
    const root = project(empty('shared/db.ts', 'apps/web/server.ts'));
    symlinkSync('../../shared', join(root, 'apps/web/shared'));
    symlinkSync('../../shared/db.ts', join(root, 'apps/web/db.ts'));
    const { workspace } = openWorkspace(root);
    expect(workspace.sources).toEqual(['apps/web/server.ts', 'shared/db.ts']);
    expect(workspace.resolve('apps/web/server.ts', './shared/db')).toBe('shared/db.ts');
    expect(workspace.resolve('apps/web/server.ts', './db')).toBe('shared/db.ts');
  });

  it('may be the root itself', () => {
    const root = project(empty('real/server.ts', 'real/db.ts'));
    symlinkSync('real', join(root, 'linked'));
    const { workspace } = openWorkspace(join(root, 'linked'));
    expect(workspace.sources).toEqual(['db.ts', 'server.ts']);
    expect(workspace.resolve('server.ts', './db.js')).toBe('db.ts');
  });
});

it('opens five thousand files in well under a second', () => {
  const paths = Array.from({ length: 5000 }, (_, at) => `packages/p${at % 50}/src/feature-${at % 500}/file-${at}.ts`);
  const root = project({ '.gitignore': '*.log\nnode_modules/\n' });
  write(root, empty(...paths));
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    expect(sourcesOf(root)).toHaveLength(5000);
    return performance.now() - start;
  });
  // The best of three: other tests run on the same cores.
  expect(Math.min(...times)).toBeLessThan(500);
});
