import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWorkspace } from '../../src/workspace/index.js';
import { project } from './project.js';

function opened(content: string | Buffer, path = 'server.ts') {
  const workspace = openWorkspace(project({ [path]: content }));
  return { read: workspace.sourceText(path), workspace };
}

describe('the text of a source', () => {
  it('comes without its byte order mark', () => {
    expect(opened('\uFEFFexport const links = new Map();').read).toEqual({ text: 'export const links = new Map();' });
  });

  it('may be UTF-16, as some Windows editors save it', () => {
    expect(opened(Buffer.from('\uFEFFlet hits = 0;', 'utf16le')).read).toEqual({ text: 'let hits = 0;' });
  });

  it('keeps what can be read of invalid UTF-8 and says so once', () => {
    const { read, workspace } = opened(
      Buffer.from([...Buffer.from('// caf'), 0xe9, ...Buffer.from('\nlet hits = 0;')]),
    );
    expect(read).toEqual({ text: '// caf\uFFFD\nlet hits = 0;', damaged: true });
    workspace.sourceText('server.ts');
    expect(workspace.diagnostics()).toEqual([expect.objectContaining({ file: 'server.ts', kind: 'unreadable' })]);
  });

  it('may hold a replacement character that somebody wrote', () => {
    const { read, workspace } = opened("const unknown = '\uFFFD';");
    expect(read).toEqual({ text: "const unknown = '\uFFFD';" });
    expect(workspace.diagnostics()).toEqual([]);
  });

  it('is skipped when the file is too large, with a diagnostic', () => {
    const { read, workspace } = opened('// data\n'.repeat(250_000));
    expect(read).toEqual({ skipped: 'too large', detail: '1.9 MB' });
    expect(workspace.skipped()).toEqual({ 'too large': 1 });
    expect(workspace.diagnostics()).toEqual([
      { file: 'server.ts', kind: 'skipped', message: 'server.ts was not analysed: it is too large (1.9 MB)' },
    ]);
  });

  it('is skipped when its lines were joined by a bundler, but not when a short file has one long line', () => {
    expect(opened(`var a=1;${'f(a);'.repeat(15_000)}\n`).read).toMatchObject({ skipped: 'minified' });
    expect(opened(`const icon = '${'M0 '.repeat(1000)}';\n`).read).toHaveProperty('text');
  });

  it('is skipped when the file is binary', () => {
    const { read, workspace } = opened(Buffer.from([0x47, 0x40, 0, 0x11, 0]), 'video.ts');
    expect(read).toMatchObject({ skipped: 'binary' });
    expect(workspace.skipped()).toEqual({ binary: 1 });
  });

  it('is reported when the file went away since it was listed', () => {
    const root = project({ 'server.ts': '', 'session.ts': '' });
    const workspace = openWorkspace(root);
    rmSync(join(root, 'session.ts'));
    expect(workspace.sourceText('session.ts')).toMatchObject({ skipped: 'unreadable' });
    expect(workspace.diagnostics()).toMatchObject([{ file: 'session.ts', kind: 'unreadable' }]);
  });

  it('may be read elsewhere, in a worker, and noted here', () => {
    const workspace = openWorkspace(project({ 'server.ts': '' }));
    workspace.note('server.ts', { skipped: 'binary', detail: '' });
    workspace.note('server.ts', { skipped: 'binary', detail: '' });
    expect(workspace.skipped()).toEqual({ binary: 1 });
  });
});

describe('read', () => {
  const read = (root: string, path: string) => openWorkspace(root).workspace.read(path);

  it('gives the text of any file below the root, without its byte order mark', () => {
    const root = project({ 'a.ts': '', 'serverless.yml': '\uFEFFservice: links' });
    expect(read(root, 'serverless.yml')).toBe('service: links');
  });

  it('gives nothing for directories, missing files and paths that leave the root', () => {
    const root = project({ 'app/a.ts': '', 'secret.yml': 'x' });
    expect(read(root, 'app')).toBeUndefined();
    expect(read(root, 'b.ts')).toBeUndefined();
    expect(read(join(root, 'app'), '../secret.yml')).toBeUndefined();
  });
});
