import { describe, expect, it } from 'vitest';
import { audit } from '../../src/index.js';
import { coldstate } from '../cli/fake-host.js';
import { DECLARATION, LIMITER, limiterWith, shop, type Files } from './shop.js';

/** The command line over a shop that is there. */
const run = (argv: readonly string[], files: Files = {}) => coldstate(argv, { audit, host: { cwd: shop(files) } });

const accepting: Files = {
  'coldstate.config.json': JSON.stringify(
    {
      ignore: ['scripts/'],
      stores: {
        [`${LIMITER}#windows`]: { role: 'metrics', accept: 'the gateway limits as well, these are only counted' },
        'src/prices.ts#price': { severity: 'high' },
      },
    },
    null,
    2,
  ),
};

describe('what people see', () => {
  it.each([
    ['an audit with something accepted', 'audit', []],
    ['the document', 'document', ['--format', 'markdown']],
    ['the explanation of an accepted store', 'explain-accepted', ['explain', `${LIMITER}:2`]],
  ])('%s', async (_what, name, argv) => {
    const { stdout, stderr, code } = await run(argv, accepting);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    await expect(stdout).toMatchFileSnapshot(`__snapshots__/${name}.txt`);
  });

  it.each([
    ['a finding', 'explain-finding', `${LIMITER}:2`],
    ['a cache', 'explain-advisory', 'src/prices.ts:1'],
    ['a store that is safe', 'explain-cleared', 'src/tables.ts:1'],
    ['every store of a line', 'explain-two', 'src/tables.ts:2'],
  ])('the explanation of %s', async (_what, name, place) => {
    const { stdout, stderr, code } = await run(['explain', place], {
      'src/tables.ts': `export const rates = new Map([['eur', 1]]);
let hits = 0, misses = 0;
export const hit = () => { hits++; };
export const miss = () => { misses++; };
export const shares = () => hits / misses;
`,
      'src/orders.ts': `import { consume } from './limiter';
import { hit, miss, rates, shares } from './tables';
import { priceOf } from './prices';

export const handler = async (event: { ip: string; sku: string; currency: string }) => {
  const rate = rates.get(event.currency);
  if (rate) hit();
  else miss();
  if (!consume(event.ip)) return { statusCode: 429 };
  return { statusCode: 200, body: String((await priceOf(event.sku)) * (rate ?? 1)), hits: shares() };
};
`,
    });
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    await expect(stdout).toMatchFileSnapshot(`__snapshots__/${name}.txt`);
  });

  it('good news, when the rest is accepted', async () => {
    const { stdout } = await run([], {
      [LIMITER]: limiterWith(`// coldstate: per-instance, safe because the gateway limits\n${DECLARATION}`),
      'src/prices.ts': 'export const priceOf = (sku: string) => Promise.resolve(sku.length);\n',
    });
    expect(stdout).toContain('✔ Nothing is left to do: of 1 store, one is accepted with a reason');
  });
});

describe('the exit code', () => {
  const failOn = (severity: string): Files => ({ 'coldstate.config.json': { failOn: severity } });

  it.each<[string, string[], Files, number]>([
    ['1 for a critical store', [], {}, 1],
    ['0 for an accepted one', [], accepting, 0],
    ['0 where the configuration says so', [], failOn('none'), 0],
    ['1 where the command line says otherwise', ['--fail-on', 'critical'], failOn('none'), 1],
    ['1 without the configuration', ['--no-config'], accepting, 1],
    ['2 for a configuration that cannot be used', [], failOn('nothing'), 2],
  ])('is %s', async (_when, argv, files, expected) => {
    expect((await run(argv, files)).code).toBe(expected);
  });
});

describe('--config', () => {
  const team: Files = { 'ops/team.json': { failOn: 'none' } };

  it('takes another file, seen from where the user stands', async () => {
    const { code, stderr } = await run(['--config', 'ops/team.json'], { ...accepting, ...team });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((await run(['explain', `${LIMITER}:2`, '-c', 'ops/team.json'], team)).code).toBe(0);
  });

  it('says when there is none', async () => {
    expect(await run(['-c', 'ops/other.json'], team)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'coldstate: ops/other.json: the configuration cannot be read: there is no such file. Check --config.\n',
    });
  });
});
