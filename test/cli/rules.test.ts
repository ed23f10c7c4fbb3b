import { describe, expect, it } from 'vitest';
import { EFFECTS, RULES } from '../../src/model/words.js';
import { columnsOf } from '../../src/report/text.js';
import { coldstate } from './fake-host.js';

describe('coldstate rules', () => {
  it('lists rules and effects, and where there is more', async () => {
    const { code, stdout } = await coldstate(['rules']);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('__snapshots__/rules.txt');
  });
});

describe('coldstate explain', () => {
  it.each([...RULES, ...EFFECTS])('has a page for %s', async (name) => {
    const { code, stdout } = await coldstate(['explain', name], {
      audit: () => Promise.reject(new Error('nothing is audited for a page')),
    });
    expect(code).toBe(0);
    expect(stdout).toContain(`\n${name}\n`);
    expect(stdout).toContain('What to do');
  });

  it('shows a page as it is read', async () => {
    const { stdout } = await coldstate(['explain', 'no-memory-fallback']);
    await expect(stdout).toMatchFileSnapshot('__snapshots__/page.txt');
    expect((await coldstate(['explain', 'coldstate/no-memory-fallback'])).stdout).toBe(stdout);
  });

  it('guesses what was meant', async () => {
    const { code, stderr } = await coldstate(['explain', 'no-modul-state']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'coldstate: there is no file, rule or effect "no-modul-state". Did you mean `coldstate explain no-module-state`?\n',
    });
  });

  it('stays within a narrow terminal, in ASCII where nothing else is drawn, and in colour', async () => {
    const narrow = await coldstate(['explain', 'lost-updates', '--color'], {
      columns: 60,
      host: { env: { TERM: 'linux' } },
    });
    expect(narrow.stdout).toMatch(/^[\u0000-\u007f]*$/);
    expect(narrow.stdout).toContain('\u001b[1mlost-updates');
    const lines = narrow.stdout.replace(/\u001b\[\d+m/g, '').split('\n');
    expect(lines.filter((line) => columnsOf(line) > 60)).toEqual([]);
  });
});
