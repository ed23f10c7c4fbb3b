import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audit } from '../../src/index.js';
import { shop, type Files } from './shop.js';

/** Why the audit of a shop with these files does not run. */
async function refusal(files: Files, config?: string): Promise<string> {
  const root = shop(files);
  try {
    await audit(root, config === undefined ? {} : { config: join(root, config) });
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`.replaceAll(root, '<root>');
  }
  return 'it ran';
}

const json = (config: unknown): Files => ({ 'coldstate.config.json': JSON.stringify(config, null, 2) });
const ts = (text: string): Files => ({ 'coldstate.config.ts': text });

const MISTAKES: readonly (readonly [string, Files])[] = [
  ['an unknown key', json({ ignored: ['scripts/'] })],
  ['an unknown key of a store', json({ stores: { 'src/limiter.ts#windows': { rol: 'cache' } } })],
  ['a key of Object', json({ constructor: [] })],
  ['a text for a list', json({ ignore: 'scripts/' })],
  ['a list with a number in it', json({ entries: ['src/a.ts', 7] })],
  ['a store that is a text', json({ stores: { 'src/limiter.ts#windows': 'fine' } })],
  ['a store of which nothing is said', json({ stores: { 'src/limiter.ts#windows': {} } })],
  ['a reason that is none', json({ stores: { 'src/limiter.ts#windows': { accept: '  ' } } })],
  ['true for a reason', json({ stores: { 'src/limiter.ts#windows': { accept: true } } })],
  ['an unknown role', json({ stores: { 'src/limiter.ts#windows': { role: 'rate-limits' } } })],
  ['an unknown severity', json({ stores: { 'src/limiter.ts#windows': { severity: 'hihg' } } })],
  ['an unknown gate', json({ failOn: 'never' })],
  ['an unknown platform', json({ platform: 'lamda' })],
  ['an unknown platform of a directory', json({ platform: { 'apps/api': 'lamda' } })],
  ['a platform of the wrong type', json({ platform: ['lambda'] })],
  ['several mistakes at once', json({ ignore: 1, entry: [], stores: { 'a.ts#b': { role: 'cash' } } })],
  ['a list for the whole', json([])],
  ['broken JSON', { 'coldstate.config.json': '{\n  "ignore": [\n}' }],
  ['a configuration that throws', ts("throw new Error('DATABASE_URL is not set');")],
  ['a configuration that does not parse', ts('export default {')],
  ['a configuration that imports what is not there', ts("import rules from './rules';\nexport default rules;")],
  ['a function', ts('export default () => ({});')],
  ['a misspelt key in TypeScript', ts("export default {\n  ignore: [],\n  failon: 'high',\n};")],
  ['two configurations', { ...json({}), ...ts('export default {};') }],
  [
    'a configuration and a key of package.json',
    { ...ts('export default {};'), 'package.json': { name: 'shop', coldstate: {} } },
  ],
  [
    'a wrong key of package.json',
    { 'package.json': '{\n  "name": "shop",\n  "coldstate": {\n    "failOn": "nothing"\n  }\n}' },
  ],
];

describe('a configuration that cannot be used', () => {
  it('is told apart by place, cause and next step', async () => {
    const told = await Promise.all(MISTAKES.map(async ([what, files]) => `# ${what}\n${await refusal(files)}\n`));
    await expect(told.join('\n')).toMatchFileSnapshot('__snapshots__/bad-input.txt');
  });

  it.each<[string, string, string]>([
    [
      'that is not there',
      'team.json',
      'ConfigError: team.json: the configuration cannot be read: there is no such file. Check --config.',
    ],
    [
      'of another kind',
      'template.yaml',
      'ConfigError: template.yaml: a configuration is a .ts, .mts, .js, .mjs, .cjs, .json file. Rename it, or choose another with --config FILE.',
    ],
    [
      'without the key',
      'package.json',
      'ConfigError: package.json: it has no key "coldstate". Add it, or choose another file with --config FILE.',
    ],
  ])('a file %s', async (_what, file, message) => {
    expect(await refusal({}, file)).toBe(message);
  });

  it('a directory of that name is none', async () => {
    const root = shop();
    mkdirSync(join(root, 'coldstate.config.json'));
    await expect(audit(root)).resolves.toBeDefined();
  });

  it('does no harm to who does not ask for it', async () => {
    const root = shop(json({ nonsense: true }));
    await expect(audit(root, { config: false })).resolves.toBeDefined();
  });
});
