import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { express, lambda, nextjs, project } from './projects.js';

const KINDS = { nextjs, lambda, express };

describe.each(Object.entries(KINDS))('coldstate init in a project of kind %s', (kind, files) => {
  it('shows what it saw and what it writes', async () => {
    const { coldstate } = project(files);
    const { code, stdout, stderr } = await coldstate(['init', '--yes']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot(`__snapshots__/${kind}.txt`);
  });

  it('never overwrites: a second run has nothing to do', async () => {
    const { coldstate, read } = project(files);
    await coldstate(['init', '--yes']);
    const before = read('coldstate.baseline.jsonl');
    const { code, stdout } = await coldstate(['init', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing is left to set up.');
    expect(stdout).toContain('coldstate.config.json is there, and stays as it is.');
    expect(read('coldstate.baseline.jsonl')).toBe(before);
  });
});

describe('coldstate init', () => {
  it('writes nothing and waits for nobody where there is no terminal', async () => {
    const { coldstate, cwd } = project(nextjs);
    const before = readdirSync(cwd);
    const { code, stdout, stderr } = await coldstate(['init']);
    expect(code).toBe(2);
    expect(stdout).toContain('+++ b/coldstate.config.json');
    expect(stderr).toContain('Say --yes to write what is shown above.');
    expect(readdirSync(cwd)).toEqual(before);
  });

  it('ends with 130 and nothing written when the question is interrupted', async () => {
    const { coldstate, cwd } = project(nextjs);
    const before = readdirSync(cwd);
    const prompt = { isPossible: () => true, choose: () => Promise.resolve(undefined) };
    expect(await coldstate(['init'], { prompt })).toMatchObject({
      code: 130,
      stderr: 'coldstate: interrupted, nothing was written.\n',
    });
    expect(readdirSync(cwd)).toEqual(before);
  });

  it('writes what was chosen, and no more', async () => {
    const { coldstate, cwd } = project(nextjs);
    const { code, stdout } = await coldstate(['init'], {
      prompt: {
        isPossible: () => true,
        choose: (drafts) => Promise.resolve(drafts.filter(({ path }) => path === 'coldstate.config.json')),
      },
    });
    expect(code).toBe(0);
    expect(stdout).toContain('Written: coldstate.config.json.');
    expect(existsSync(join(cwd, 'coldstate.baseline.jsonl'))).toBe(false);
  });

  it('leaves a file alone that changed while it asked', async () => {
    const { coldstate, read, write } = project(nextjs);
    const { code, stderr } = await coldstate(['init'], {
      prompt: {
        isPossible: () => true,
        choose: (drafts) => {
          write({ 'eslint.config.mjs': 'export default [];\n' });
          return Promise.resolve(drafts.filter(({ path }) => path === 'eslint.config.mjs'));
        },
      },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('cannot write eslint.config.mjs: it has changed meanwhile.');
    expect(read('eslint.config.mjs')).toBe('export default [];\n');
  });

  it('puts the workflow of a package where its repository looks for it', async () => {
    const files = Object.fromEntries(Object.entries(express).map(([path, text]) => [`services/api/${path}`, text]));
    const { coldstate, read } = project(files);
    expect((await coldstate(['init', 'services/api', '--yes'])).code).toBe(0);
    expect(read('.github/workflows/coldstate.yml')).toContain('audit services/api --format pretty');
    expect(read('services/api/coldstate.config.json')).toContain('"failOn": "high"');
  });
});
