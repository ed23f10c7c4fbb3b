import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWorkspace } from '../../src/workspace/index.js';
import { project } from './project.js';

describe('the packages of a project', () => {
  it('carry their name, their manifest and all kinds of dependencies, of which production ones win', () => {
    const manifest = {
      name: 'shortener',
      dependencies: { hono: '^4.0.0', nanoid: 5 },
      devDependencies: { vitest: '^4.1.0', hono: '*' },
      peerDependencies: { redis: '>=5' },
      optionalDependencies: { fsevents: '2' },
    };
    const { packages } = openWorkspace(project({ 'package.json': manifest, 'a.ts': '' })).workspace;
    expect(packages).toEqual([
      {
        dir: '',
        name: 'shortener',
        dependencies: { hono: '^4.0.0', vitest: '^4.1.0', redis: '>=5', fsevents: '2' },
        manifest,
      },
    ]);
  });

  it('are found at every depth, but not among dependencies and tests', () => {
    const root = project({
      'package.json': { name: 'root' },
      'packages/db/package.json': { name: '@shop/db' },
      'packages/db/node_modules/pg/package.json': { name: 'pg' },
      'packages/db/test/fixtures/package.json': '{ broken',
      'a.ts': '',
    });
    const opened = openWorkspace(root);
    expect(opened.workspace.packages.map(({ dir, name }) => [dir, name])).toEqual([
      ['', 'root'],
      ['packages/db', '@shop/db'],
    ]);
    expect(opened.diagnostics()).toEqual([]);
  });

  it('include one for the root when it has no manifest', () => {
    const root = project({ 'api/package.json': {}, 'a.ts': '' });
    const { packages } = openWorkspace(root).workspace;
    expect(packages.map(({ dir, name }) => [dir, name])).toEqual([
      ['', basename(root)],
      ['api', 'api'],
    ]);
  });

  it('include those whose manifest is broken, which is reported with its line', () => {
    const root = project({ 'api/package.json': '{\n  "name": "api",\n  "dependencies": {},\n}', 'api/a.ts': '' });
    const opened = openWorkspace(root);
    expect(opened.workspace.packages[1]).toEqual({ dir: 'api', name: 'api', dependencies: {}, manifest: {} });
    expect(opened.diagnostics()).toEqual([
      {
        file: 'api/package.json',
        line: 4,
        kind: 'config',
        message:
          'api/package.json is not valid JSON (line 4: expected a property name in double quotes but found `}`); its dependencies are not known',
      },
    ]);
  });

  it.each(['[]', 'null', '"links"', ''])('survive a manifest that holds %j', (manifest) => {
    const opened = openWorkspace(project({ 'package.json': manifest, 'a.ts': '' }));
    expect(opened.workspace.packages).toHaveLength(1);
    expect(opened.diagnostics()).toMatchObject([{ file: 'package.json', kind: 'config', line: 1 }]);
  });
});

it('packageOf finds the innermost package of a file', () => {
  const root = project({
    'package.json': { name: 'root' },
    'apps/web/package.json': { name: 'web' },
    'apps/web/lib/package.json': { name: 'inner' },
    'apps/web/lib/a/b/c.ts': '',
    'apps/web-admin/d.ts': '',
  });
  const { packageOf } = openWorkspace(root);
  const names = ['a.ts', 'apps/web/next.config.js', 'apps/web/lib/a/b/c.ts', 'apps/web-admin/d.ts', 'apps/e.ts'];
  expect(names.map((file) => packageOf(file).name)).toEqual(['root', 'web', 'inner', 'root', 'root']);
});
