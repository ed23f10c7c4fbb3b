/** `after/` of the fixtures: what the migration makes of `before/`, with nothing left to move. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { audit } from '../../src/index.js';
import { planMigration } from '../../src/migrate/index.js';

vi.setConfig({ testTimeout: 240_000 });

const names = readdirSync('fixtures').filter((name) => existsSync(join('fixtures', name, 'migrate.json')));
const afterOf = (name: string): string => join('fixtures', name, 'after');

/** The first column of what moved. */
function movedIn(name: string): string[] {
  const [, table = ''] = readFileSync(join(afterOf(name), 'MIGRATION.md'), 'utf8').split('## What moved');
  return [...table.slice(0, table.indexOf('\n## ')).matchAll(/^\| `(?<symbol>[^`]+)`/gm)].map(
    ({ groups }) => groups?.symbol ?? '',
  );
}

describe.each(names)('fixtures/%s/after', (name) => {
  it('is what the migration makes of before/, byte for byte', () => {
    const told = execFileSync(process.execPath, ['scripts/after.mjs', '--check', name], { encoding: 'utf8' });
    expect(told).toBe(`${name}: as it was\n`);
  });

  it('has no finding where a store was moved', async () => {
    const moved = movedIn(name);
    expect(moved.length).toBeGreaterThan(0);
    const { report } = await audit(afterOf(name), { config: false });
    expect(report.findings.map(({ symbol }) => symbol).filter((symbol) => moved.includes(symbol))).toEqual([]);
  });

  it('is left as it is by a second migration', async () => {
    const options = { to: 'redis', ttl: new Map<string, string>(), acceptVolatile: true, config: false } as const;
    const plan = await planMigration(join(process.cwd(), afterOf(name)), options);
    expect(plan.edits).toEqual([]);
    expect(plan.stores).toEqual([]);
  });
});
