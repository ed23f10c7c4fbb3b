import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coldstate, temporaryDirectory } from './fake-host.js';

const FROM = 'redis://:secret@old:6379';
const TO = 'dynamodb://state?region=eu-west-1';

/** A project whose adapters do as `body` says; `options` is what the command asks of them. */
function project(body: string): string {
  const cwd = temporaryDirectory();
  const directory = join(cwd, 'node_modules/@coldstate/adapters');
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'package.json'),
    JSON.stringify({ name: '@coldstate/adapters', type: 'module', exports: { './copy': './copy.js' } }),
  );
  writeFileSync(join(directory, 'copy.js'), `export async function copy(options) { ${body} }`);
  return cwd;
}

const DONE = '{ entries: 2, lists: 1, repaired: 0, differing: [], tooLarge: [], onlyInTarget: 0 }';

const copy = (cwd: string, ...more: string[]) =>
  coldstate(['copy', '--from', FROM, '--to', TO, ...more], { host: { cwd } });

describe('coldstate copy', () => {
  it('uses the adapters of the project, tells how far it is, and what to do next', async () => {
    const progress = `options.onProgress({ phase: 'copy', entries: 2, lists: 1, cursor: undefined })`;
    const { code, stdout, stderr } = await copy(project(`${progress}; return ${DONE};`));
    expect({ code, stdout, stderr }).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stderr": "copied 2 entries and 1 list
      ",
        "stdout": "Copied and compared 2 entries and 1 list.
      Every value is the same on both. Next: swap COLDSTATE_URL and COLDSTATE_MIRROR_URL, for all instances at once:
      while some write to one backend first and some to the other, two writes of one entry can miss each other.
      ",
      }
    `);
  });

  it('names what is still not the same, and fails', async () => {
    const result = `{ entries: 2, lists: 0, repaired: 1, differing: ['map "users": ann'], tooLarge: ['map "pages": home'], onlyInTarget: 3 }`;
    const { code, stdout } = await copy(project(`return ${result};`));
    expect({ code, stdout }).toMatchInlineSnapshot(`
      {
        "code": 1,
        "stdout": "Copied and compared 2 entries and 0 lists.
      1 had changed meanwhile and were copied once more.
      The target holds 3 more, which the source does not have (any more).
      1 are larger than the target allows, and are not there:
        map "pages": home
      Still not the same, because something goes on writing them: set COLDSTATE_MIRROR_URL, then run this again.
        map "users": ann
      ",
      }
    `);
  });

  it('goes on where it was broken off, and keeps no password on disk', async () => {
    const cwd = project(`
      if (options.cursor === 'page 2') { console.assert(true); return ${DONE}; }
      options.onProgress({ phase: 'copy', entries: 1, lists: 0, cursor: 'page 2' });
      throw Object.assign(new Error('the backend went away'), { [Symbol.for('coldstate.AdapterError')]: true });
    `);
    const first = await copy(cwd);
    expect({ code: first.code, stderr: first.stderr }).toMatchInlineSnapshot(`
      {
        "code": 2,
        "stderr": "copied 1 entry and 0 lists
      coldstate: the backend went away
      ",
      }
    `);
    const [file = ''] = readdirSync(join(cwd, '.coldstate'));
    expect(readFileSync(join(cwd, '.coldstate', file), 'utf8')).toBe('{"cursor":"page 2"}\n');

    const second = await copy(cwd);
    expect(second).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('going on where the last copy was broken off') as string,
    });
    expect(existsSync(join(cwd, '.coldstate', file))).toBe(false);
  });

  it('begins anew with --restart', async () => {
    const cwd = project(`
      options.onProgress({ phase: 'copy', entries: 1, lists: 0, cursor: 'page 2' });
      if (options.cursor !== undefined) throw new Error('was given a cursor');
      throw Object.assign(new Error('broken'), { [Symbol.for('coldstate.AdapterError')]: true });
    `);
    await copy(cwd);
    expect((await copy(cwd, '--restart')).stderr).toContain('coldstate: broken');
  });

  it('takes the namespace from the option, else from the environment', async () => {
    const cwd = project(
      `throw Object.assign(new Error(options.namespace), { [Symbol.for('coldstate.AdapterError')]: true });`,
    );
    expect((await copy(cwd)).stderr).toBe('coldstate: app\n');
    expect((await copy(cwd, '--namespace', 'shop')).stderr).toBe('coldstate: shop\n');
    const host = { cwd, env: { COLDSTATE_NAMESPACE: 'preview' } };
    expect((await coldstate(['copy', '--from', FROM, '--to', TO], { host })).stderr).toBe('coldstate: preview\n');
  });

  it('says what to install where the adapters are missing', async () => {
    const { code, stderr } = await copy(temporaryDirectory());
    expect(code).toBe(2);
    expect(stderr).toMatch(/@coldstate\/adapters is not installed in .*npm install @coldstate\/adapters/);
  });
});
