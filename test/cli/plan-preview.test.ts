import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { previewOf, readPlan } from '../../src/cli/plan-preview.js';
import type { MigrationPlan } from '../../src/migrate/types.js';

const FILE = 'src/hits.ts';
const TEXT = 'const hits = new Map();\n\nexport const hit = (page) => hits.set(page, 1);\n';

const store = { store: 'a1b2', symbol: 'hits', form: 'map', role: 'counter', file: FILE, line: 1, column: 7 } as const;
const plan: MigrationPlan = {
  schema: 1,
  to: 'redis',
  entryPoints: [],
  accesses: [],
  stores: [
    {
      ...store,
      adapter: { constructor: 'sharedMap', name: 'hits', options: [], because: [] },
      functions: [{ name: 'hit', file: FILE, line: 3, column: 14 }],
      callSites: 1,
      files: [FILE],
      removed: [],
      warnings: [],
    },
  ],
  refused: [],
  edits: [
    { file: FILE, start: 13, end: 22, text: "sharedMap('hits')", reason: 'the store is shared', stores: ['a1b2'] },
  ],
  created: [],
  dependencies: [],
};

describe('--plan', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'coldstate-plan-'));
    mkdirSync(join(cwd, 'src'));
    writeFileSync(join(cwd, 'plan.json'), `\ufeff${JSON.stringify(plan)}`);
    writeFileSync(join(cwd, 'other.json'), '{"schema":1}');
    writeFileSync(join(cwd, 'text.json'), 'a plan');
  });
  afterEach(() => {
    rmSync(cwd, { recursive: true, force: true });
  });

  it('brings the changes of each store into the report', async () => {
    const preview = await previewOf(
      readPlan('plan.json', cwd),
      (file) => (file === FILE ? TEXT : undefined),
      'plan.json',
    );
    expect(preview).toEqual({
      to: 'redis',
      refused: [],
      stores: [
        {
          id: 'a1b2',
          adapter: "sharedMap('hits')",
          functions: ['hit'],
          callSites: 1,
          removed: [],
          warnings: [],
          files: [
            {
              file: FILE,
              hunks: [
                {
                  head: '@@ -1,3 +1,3 @@',
                  reason: 'the store is shared',
                  lines: [
                    '-const hits = new Map();',
                    "+const hits = sharedMap('hits');",
                    ' ',
                    ' export const hit = (page) => hits.set(page, 1);',
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it.each([
    ['other.json', '--plan: other.json is no plan of a migration. Write one with `coldstate migrate plan'],
    ['text.json', '--plan: cannot read text.json: '],
    ['missing.json', '--plan: cannot read missing.json: ENOENT'],
  ])('says what is wrong with %s', (file, message) => {
    expect(() => readPlan(file, cwd)).toThrow(message);
  });

  it.each([undefined, 'const hits = 1'])('refuses a plan of other sources', async (text) => {
    const made = previewOf(readPlan('plan.json', cwd), () => text, 'plan.json');
    await expect(made).rejects.toThrow(
      '--plan: src/hits.ts is not what plan.json was made for. Make it anew with `coldstate',
    );
  });
});
