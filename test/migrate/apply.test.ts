import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  checkReady,
  commit,
  openEdited,
  plannedChanges,
  recover,
  reversePatch,
  undo,
  type Change,
  type Machine,
} from '../../src/migrate/apply/index.js';
import { committed, edit, git, machine, plan, project, snapshot } from './projects.js';

const CRLF = '\uFEFFexport function read(k: string) {\r\n  return hits.get(k);\r\n}\r\n';
const LOOSE = '#!/usr/bin/env node\nconst n = hits.size\nconsole.log(n)';

function twoFiles() {
  const files = { 'src/read.ts': CRLF, 'bin/run.mjs': LOOSE };
  const root = committed(files);
  chmodSync(join(root, 'bin/run.mjs'), 0o755);
  git(root, 'commit', '-qam', 'mode');
  const edits = [
    edit('bin/run.mjs', LOOSE, 'hits.size', '(await hits.size())'),
    edit('src/read.ts', CRLF.slice(1), 'hits.get', 'await hits.get'),
    edit('src/read.ts', CRLF.slice(1), 'function', 'async function'),
  ];
  const made = plan({
    edits,
    created: [{ file: 'src/state/hits.ts', text: 'export const hits = 1;\n', stores: ['s1'] }],
  });
  return { root, changes: plannedChanges(made, openEdited(root, made)) };
}

const apply = (root: string, changes: readonly Change[], options: { onWritten?: (file: string) => void } = {}) =>
  commit(machine, root, changes, { kind: 'apply', patch: reversePatch(changes), about: ['hits'], ...options });

const ready = (root: string, changes: readonly Change[], allowDirty = false) =>
  checkReady(machine, root, changes, { allowDirty });

describe('applying', () => {
  it('keeps every byte that is not edited: marks, line ends, modes', () => {
    const { root, changes } = twoFiles();
    apply(root, changes);
    expect(readFileSync(join(root, 'src/read.ts'), 'utf8')).toBe(
      '\uFEFFexport async function read(k: string) {\r\n  return await hits.get(k);\r\n}\r\n',
    );
    expect(readFileSync(join(root, 'bin/run.mjs'), 'utf8')).toBe(
      '#!/usr/bin/env node\nconst n = (await hits.size())\nconsole.log(n)',
    );
    expect(statSync(join(root, 'bin/run.mjs')).mode & 0o777).toBe(0o755);
    expect(git(root, 'status', '--porcelain').trim().split('\n').sort()).toEqual(
      ['?? src/state/', 'M bin/run.mjs', ' M src/read.ts'].sort(),
    );
  });

  it('leaves nothing behind but its record, which git does not see', () => {
    const { root, changes } = twoFiles();
    const { id } = apply(root, changes);
    expect(readFileSync(join(root, '.coldstate/.gitignore'), 'utf8')).toBe('*\n');
    expect(readdirSync(join(root, '.coldstate/journal'))).toEqual([]);
    expect(readdirSync(join(root, '.coldstate/undo')).sort()).toEqual([id, `${id}.patch`]);
    expect(readdirSync(join(root, 'src')).sort()).toEqual(['read.ts', 'state']);
  });

  it('writes UTF-16 as UTF-16', () => {
    const text = 'export const n = hits.size;\n';
    const root = committed({ 'a.ts': Buffer.from(`\uFEFF${text}`, 'utf16le') });
    const made = plan({ edits: [edit('a.ts', text, 'hits.size', 'await hits.size()')] });
    apply(root, plannedChanges(made, openEdited(root, made)));
    expect(readFileSync(join(root, 'a.ts')).toString('utf16le')).toBe('\uFEFFexport const n = await hits.size();\n');
  });

  it('refuses a file whose bytes are no text', () => {
    const root = committed({ 'a.ts': Buffer.from([0x2f, 0x2f, 0xff, 0x0a, 0x61]) });
    const made = plan({ edits: [{ file: 'a.ts', start: 4, end: 5, text: 'b', reason: '', stores: [] }] });
    expect(() => plannedChanges(made, openEdited(root, made))).toThrow('a.ts is not valid UTF-8');
  });

  it('writes through a link, which stays one', () => {
    const root = committed({ 'real/a.ts': 'f();\n' });
    symlinkSync('real/a.ts', join(root, 'a.ts'));
    const made = plan({ edits: [edit('a.ts', 'f();\n', 'f()', 'await f()')] });
    apply(root, plannedChanges(made, openEdited(root, made)));
    expect(readFileSync(join(root, 'real/a.ts'), 'utf8')).toBe('await f();\n');
    expect(
      readdirSync(root, { withFileTypes: true })
        .find(({ name }) => name === 'a.ts')
        ?.isSymbolicLink(),
    ).toBe(true);
  });

  it('changes nothing when one file cannot be written', () => {
    const { root, changes } = twoFiles();
    const before = snapshot(root);
    const [first, ...rest] = changes;
    if (first === undefined) throw new Error('no changes');
    // A directory in the way is noticed only when it is its turn.
    const blocked: Change = { file: 'src/blocked', before: undefined, after: Buffer.from('x'), mode: undefined };
    mkdirSync(join(root, 'src/blocked/inner'), { recursive: true });
    expect(() => apply(root, [first, blocked, ...rest])).toThrow('could not write all files, so none is changed');
    expect(snapshot(root)).toEqual(before);
  });
});

describe('before anything is written', () => {
  it('a clean repository is ready', async () => {
    const { root, changes } = twoFiles();
    expect(await ready(root, changes)).toEqual([]);
  });

  it('changes that are not committed are refused, or told', async () => {
    const { root, changes } = twoFiles();
    writeFileSync(join(root, 'other.txt'), '1');
    git(root, 'add', 'other.txt');
    await expect(ready(root, changes)).rejects.toThrow(
      'other.txt has changes that are not committed. Commit or stash them, or say --allow-dirty.',
    );
    expect(await ready(root, changes, true)).toEqual(['Not committed before this: other.txt.']);
  });

  it('a file that git does not know yet is refused only if it would be written', async () => {
    const { root, changes } = twoFiles();
    writeFileSync(join(root, 'notes.txt'), '');
    expect(await ready(root, changes)).toEqual([]);
    git(root, 'rm', '-q', '--cached', 'src/read.ts');
    git(root, 'commit', '-qm', 'forgotten');
    await expect(ready(root, changes)).rejects.toThrow('src/read.ts has changes that are not committed');
  });

  it('no git is allowed with a note', async () => {
    const root = project({ 'a.ts': 'f();' });
    expect(await ready(root, [])).toEqual(['This is no git repository: `coldstate migrate undo` is the way back.']);
  });

  it('a directory of a repository is judged alone', async () => {
    const root = committed({ 'api/a.ts': 'f();', 'web/b.ts': 'g();' });
    writeFileSync(join(root, 'web/b.ts'), 'changed');
    expect(await ready(join(root, 'api'), [])).toEqual([]);
    await expect(ready(join(root, 'web'), [])).rejects.toThrow('b.ts has changes');
  });

  it('a file that changed since the plan is named', async () => {
    const { root, changes } = twoFiles();
    writeFileSync(join(root, 'src/read.ts'), 'changed');
    await expect(ready(root, changes, true)).rejects.toThrow(
      'src/read.ts changed since the plan was made. Nothing was written',
    );
  });

  it('a file that is to be made and is there is named', async () => {
    const { root, changes } = twoFiles();
    mkdirSync(join(root, 'src/state'));
    writeFileSync(join(root, 'src/state/hits.ts'), '');
    await expect(ready(root, changes)).rejects.toThrow('src/state/hits.ts would be made, and is there already.');
  });

  it('read-only files are named', async () => {
    const { root, changes } = twoFiles();
    chmodSync(join(root, 'src/read.ts'), 0o444);
    await expect(ready(root, changes)).rejects.toThrow('src/read.ts cannot be written: read-only. Nothing was written');
  });
});

describe('undoing', () => {
  it('restores every byte and removes what was made', () => {
    const { root, changes } = twoFiles();
    const before = snapshot(root);
    apply(root, changes);
    expect(undo(machine, root)).toEqual({
      restored: ['bin/run.mjs', 'src/read.ts'],
      removed: ['src/state/hits.ts'],
      about: ['hits'],
    });
    expect(snapshot(root)).toEqual(before);
    expect(existsSync(join(root, 'src/state'))).toBe(false);
    expect(statSync(join(root, 'bin/run.mjs')).mode & 0o777).toBe(0o755);
    expect(git(root, 'status', '--porcelain')).toBe('');
    expect(readdirSync(join(root, '.coldstate/undo'))).toEqual([]);
    expect(() => undo(machine, root)).toThrow('there is no migration to undo here.');
  });

  it('goes back one migration at a time', () => {
    const { root, changes } = twoFiles();
    const before = snapshot(root);
    apply(root, changes);
    const between = snapshot(root);
    const first = {
      file: 'src/read.ts',
      before: readFileSync(join(root, 'src/read.ts')),
      after: Buffer.from('// twice\n'),
      mode: 0o644,
    };
    commit(machine, root, [first], { kind: 'apply' });
    undo(machine, root);
    expect(snapshot(root)).toEqual(between);
    undo(machine, root);
    expect(snapshot(root)).toEqual(before);
  });

  it('refuses where files changed since, and names them', () => {
    const { root, changes } = twoFiles();
    apply(root, changes);
    writeFileSync(join(root, 'src/read.ts'), 'mine');
    const there = snapshot(root);
    expect(() => undo(machine, root)).toThrow('src/read.ts changed since the migration');
    expect(snapshot(root)).toEqual(there);
  });

  it('is a patch for git as well', () => {
    const { root, changes } = twoFiles();
    const before = snapshot(root);
    const { id } = apply(root, changes);
    git(root, 'apply', `.coldstate/undo/${id}.patch`);
    expect(snapshot(root)).toEqual(before);
  });
});

describe('a run that is killed between two files', () => {
  /** Applies in a process of its own and stops it for good after so many files. */
  async function killedAfter(
    count: number,
    verb: 'apply' | 'undo',
    root: string,
    changes: readonly Change[] = [],
  ): Promise<void> {
    const encoded = JSON.stringify(
      changes.map((one) => ({ ...one, before: one.before?.toString('base64'), after: one.after?.toString('base64') })),
    );
    const script = `
      import { commit, undo } from ${JSON.stringify(pathToFileURL(resolve('src/migrate/apply/index.ts')).href)};
      const bytes = (text) => text === undefined ? undefined : Buffer.from(text, 'base64');
      const changes = JSON.parse(${JSON.stringify(encoded)}).map((one) => ({ ...one, before: bytes(one.before), after: bytes(one.after) }));
      const machine = { node: process.execPath, env: process.env, pid: process.pid, isRunning: () => true };
      let left = ${count};
      const onWritten = () => {
        if (--left > 0) return;
        process.send('written');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      };
      ${verb === 'apply' ? "commit(machine, ROOT, changes, { kind: 'apply', onWritten })" : 'undo(machine, ROOT, onWritten)'};
    `.replaceAll('ROOT', JSON.stringify(root));
    const loader = pathToFileURL(resolve('adapters/bench/typescript.mjs')).href;
    const child = spawn(process.execPath, ['--no-warnings', '--import', loader, '--input-type=module', '-e', script], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let errors = '';
    child.stderr?.on('data', (text: Buffer) => (errors += text.toString()));
    const ended = new Promise<void>((done) =>
      child.once('exit', () => {
        done();
      }),
    );
    await Promise.race([
      new Promise<void>((done) =>
        child.once('message', () => {
          done();
        }),
      ),
      ended.then(() => Promise.reject(new Error(`ended by itself: ${errors}`))),
    ]);
    child.kill('SIGKILL');
    await ended;
  }

  it('is taken back by the next command', async () => {
    const { root, changes } = twoFiles();
    const before = snapshot(root);
    await killedAfter(2, 'apply', root, changes);
    expect(snapshot(root)).not.toEqual(before);
    expect(recover(machine, root)).toEqual([{ kind: 'apply', outcome: 'taken back', foreign: [] }]);
    expect(snapshot(root)).toEqual(before);
    expect(existsSync(join(root, 'src/state'))).toBe(false);
    expect(recover(machine, root)).toEqual([]);
  });

  it('is finished when all files were written', async () => {
    const { root, changes } = twoFiles();
    const before = snapshot(root);
    await killedAfter(3, 'apply', root, changes);
    expect(recover(machine, root)).toEqual([{ kind: 'apply', outcome: 'finished', foreign: [] }]);
    undo(machine, root);
    expect(snapshot(root)).toEqual(before);
  });

  it('keeps what somebody wrote meanwhile', async () => {
    const { root, changes } = twoFiles();
    await killedAfter(2, 'apply', root, changes);
    writeFileSync(join(root, 'src/read.ts'), 'mine');
    expect(recover(machine, root)).toEqual([{ kind: 'apply', outcome: 'taken back', foreign: ['src/read.ts'] }]);
    expect(readFileSync(join(root, 'src/read.ts'), 'utf8')).toBe('mine');
    expect(readFileSync(join(root, 'bin/run.mjs'), 'utf8')).toBe(LOOSE);
  });

  it('stays applied as a whole when it was an undo', async () => {
    const { root, changes } = twoFiles();
    const before = snapshot(root);
    apply(root, changes);
    const applied = snapshot(root);
    await killedAfter(1, 'undo', root);
    expect(recover(machine, root)).toEqual([{ kind: 'undo', outcome: 'taken back', foreign: [] }]);
    expect(snapshot(root)).toEqual(applied);
    await killedAfter(3, 'undo', root);
    expect(recover(machine, root)).toEqual([{ kind: 'undo', outcome: 'finished', foreign: [] }]);
    expect(snapshot(root)).toEqual(before);
    expect(() => undo(machine, root)).toThrow('there is no migration to undo here.');
  });

  it('is left alone while it still runs', async () => {
    const { root, changes } = twoFiles();
    await killedAfter(1, 'apply', root, changes);
    const alive: Machine = { ...machine, isRunning: () => true };
    expect(() => recover(alive, root)).toThrow(/another `coldstate migrate` \(process \d+\) is writing here/);
  });
});
