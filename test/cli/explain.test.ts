import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditFunction } from '../../src/cli/engine.js';
import { report } from '../report/sample.js';
import { coldstate, temporaryDirectory } from './fake-host.js';

describe('coldstate explain', () => {
  it.each([
    ['the line of a declaration', 'src/middleware/rate-limit.ts:9', 'limits'],
    ['a place with a column', 'src/middleware/rate-limit.ts:9:7', 'limits'],
    ['a line near it', 'src/middleware/rate-limit.ts:7', 'limits'],
    ['a line where the store is used', 'src/lib/session-store.ts:17', 'SessionStore.sessions'],
    ['a companion of the store', 'src/lib/session-store.ts:7', 'SessionStore.sessions'],
    ['a cleared store', 'src/lib/db.ts:3', 'dynamo'],
    ['a file with one store', 'src/lib/db.ts', 'dynamo'],
    ['a path with a dot', './src/lib/db.ts:3', 'dynamo'],
  ])('understands %s', async (_what, place, symbol) => {
    const { code, stdout, stderr } = await coldstate(['explain', place]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^\\n\\S+ ${symbol.replace('.', '\\.')}  `));
    expect(stdout).toContain('How it was decided');
  });

  it('takes the nearest of two stores', async () => {
    const { stdout } = await coldstate(['explain', 'src/lib/codes.ts:2']);
    expect(stdout).toContain('RESERVED');
    expect(stdout).not.toContain('ALPHABET');
  });

  it('accepts paths from the root of the audit, from here, and absolute ones', async () => {
    const cwd = temporaryDirectory();
    const root = join(cwd, 'services/links');
    mkdirSync(root, { recursive: true });
    for (const path of ['src/lib/db.ts:3', 'services/links/src/lib/db.ts:3', join(root, 'src/lib/db.ts:3')]) {
      const { code } = await coldstate(['explain', path, '--dir', 'services/links'], { host: { cwd } });
      expect([path, code]).toEqual([path, 0]);
    }
  });

  it('says what is known in the file when there is nothing at the place', async () => {
    const { code, stderr } = await coldstate(['explain', 'src/middleware/rate-limit.ts:400']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'coldstate: no store at src/middleware/rate-limit.ts:400. The nearest in this file: limits (line 9, critical).\n',
    );
  });

  it('finds a store from the other file that reads it', async () => {
    expect((await coldstate(['explain', 'src/routes/auth.ts:13'])).stdout).toContain('SessionStore.sessions');
  });

  it('says so when a file holds nothing, does not parse, is not analysed, or is outside', async () => {
    const audit: AuditFunction = () =>
      Promise.resolve({ report, source: (file) => (file === 'src/gone.ts' ? undefined : '') });
    const said = async (place: string) => (await coldstate(['explain', place], { audit })).stderr;
    expect(await said('src/routes/links.ts:1')).toContain('The nearest in this file: clicks (line 7, medium)');
    expect(await said('src/legacy/empty.ts:1')).toContain('nothing in src/legacy/empty.ts outlives a request');
    expect(await said('src/legacy/import.ts:1')).toContain('was not analysed: Expected `,` or `)`');
    expect(await said('src/gone.ts:1')).toContain('src/gone.ts is not among the analysed files');
    expect(await said('/elsewhere/a.ts:1')).toContain('is outside the audited directory');
  });
});
