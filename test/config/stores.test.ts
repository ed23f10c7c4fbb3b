import { describe, expect, it } from 'vitest';
import { audit } from '../../src/index.js';
import { audited, LIMITER, shop, told, type Files } from './shop.js';

const configured = (stores: Record<string, object>, more: object = {}): Files => ({
  'coldstate.config.json': JSON.stringify({ stores, ...more }, null, 2),
});

describe('a store of which nothing is said', () => {
  it('is judged by its code', async () => {
    const { findings, accepted, diagnostics, failOn } = await audited();
    expect({ findings, accepted, diagnostics, failOn }).toEqual({
      findings: ['windows: rate-limit, critical, unsafe', 'prices: cache, low, advisory'],
      accepted: [],
      diagnostics: [],
      failOn: undefined,
    });
  });
});

describe('the role of a store', () => {
  it('decides anew about severity, effects, remedies and words', async () => {
    const { findings, named, diagnostics } = await audited(configured({ [`${LIMITER}#windows`]: { role: 'metrics' } }));
    expect(findings).toEqual(['windows: metrics, medium, unsafe', 'prices: cache, low, advisory']);
    expect(diagnostics).toEqual([]);
    const windows = named('windows');
    expect(windows?.effects).toEqual(['cold-start-loss', 'instance-divergence']);
    expect(windows?.message).toContain('keeps measurements');
    expect(windows?.remedies[0]?.title).not.toContain('limit');
    expect(windows?.decision.at(-1)).toEqual({
      question: 'What does the team say it is for?',
      answer: 'metrics instead of rate-limit: unsafe, medium',
      evidence: ['the configuration says so, coldstate.config.json:3'],
    });
  });

  it('may make it advisory, and may make an advisory one unsafe', async () => {
    const { findings, named } = await audited(
      configured({ [`${LIMITER}#windows`]: { role: 'cache' }, 'src/prices.ts#prices': { role: 'entity' } }),
    );
    expect(findings).toEqual(['prices: entity, critical, unsafe', 'windows: cache, low, advisory']);
    expect(named('windows')?.message).toMatch(/coldstate\.config\.json:3 says that it is cache\.$/);
  });

  it('leaves the id of the finding as it is, by which a store can be named too', async () => {
    const { named } = await audited();
    const id = named('windows')?.id ?? '';
    const again = await audited(configured({ [id]: { role: 'cache' } }));
    expect(again.findings).toContain('windows: cache, low, advisory');
    expect(again.named('windows')?.id).toBe(id);
    expect(again.diagnostics).toEqual([]);
  });
});

describe('the severity of a store', () => {
  it('has the last word, after its role', async () => {
    const { findings, named } = await audited(
      configured({ [`./${LIMITER}#windows`]: { role: 'metrics', severity: 'high' } }),
    );
    expect(findings[0]).toBe('windows: metrics, high, unsafe');
    expect(
      named('windows')
        ?.decision.slice(-2)
        .map(({ answer }) => answer),
    ).toEqual(['metrics instead of rate-limit: unsafe, medium', 'high instead of medium']);
  });

  it('makes it advisory when it is low, and unsafe when it is not', async () => {
    const { findings } = await audited(
      configured({ [`${LIMITER}#windows`]: { severity: 'low' }, 'src/prices.ts#prices': { severity: 'medium' } }),
    );
    expect(findings).toEqual(['prices: cache, medium, unsafe', 'windows: rate-limit, low, advisory']);
  });
});

describe('a store that is accepted', () => {
  it('is no finding any more, and is reported with the reason', async () => {
    const { findings, accepted, named, stats, diagnostics } = await audited(
      configured({ [`${LIMITER}#windows`]: { accept: 'the gateway limits as well' } }),
    );
    expect(findings).toEqual(['prices: cache, low, advisory']);
    expect(accepted).toEqual([
      'windows: rate-limit, critical, unsafe, config coldstate.config.json:3: the gateway limits as well',
    ]);
    expect(diagnostics).toEqual([]);
    expect(stats.stores).toBe((await audited()).stats.stores);
    expect(named('windows')?.decision.at(-1)).toEqual({
      question: 'May it stay as it is?',
      answer: 'Yes, because the gateway limits as well',
      evidence: ['the configuration says so, coldstate.config.json:3'],
    });
  });
});

describe('what is said to no effect', () => {
  it.each<[string, string, string]>([
    [
      'a symbol with a slip',
      `${LIMITER}#window`,
      `stores: \`${LIMITER}#window\` is no store that was found. Did you mean \`${LIMITER}#windows\`?`,
    ],
    [
      'a file with a slip',
      'src/limitr.ts#windows',
      `stores: \`src/limitr.ts#windows\` is no store that was found. Did you mean \`${LIMITER}#windows\`?`,
    ],
    [
      'a symbol that is not there',
      `${LIMITER}#sessions`,
      `stores: \`${LIMITER}#sessions\` is no store that was found. Stores of that file: windows.`,
    ],
    [
      'a file without stores',
      'src/orders.ts#handler',
      'stores: `src/orders.ts#handler` is no store that was found. No store was found in that file.',
    ],
    [
      'no name of a store',
      'windows',
      'stores: `windows` is no store that was found. Stores are named as file#symbol, such as `src/lib/limiter.ts#windows`, or by the id of their finding.',
    ],
    [
      'a variable that goes with another',
      `${LIMITER}#lastPurge`,
      `stores: \`${LIMITER}#lastPurge\` is no store that was found. It goes with \`windows\`: write \`${LIMITER}#windows\`.`,
    ],
  ])('%s', async (_what, key, message) => {
    const { diagnostics } = await audited(configured({ [key]: { accept: 'it is small' } }));
    expect(diagnostics).toEqual([`coldstate.config.json:3 config: ${message}`]);
  });

  it('a store that is safe anyway', async () => {
    const { diagnostics } = await audited({
      ...configured({ 'src/orders.ts#ROUTES': { accept: 'it is small' } }),
      'src/orders.ts': "const ROUTES = new Map([['/', 'home']]);\nexport const handler = () => ROUTES.get('/');\n",
    });
    expect(diagnostics).toEqual([
      'coldstate.config.json:3 config: stores: `src/orders.ts#ROUTES` changes nothing, for `ROUTES` is safe: Never written after it is made. Take it out.',
    ]);
  });
});

describe('the gate', () => {
  it('is handed on to whoever decides the exit code', async () => {
    expect((await audited(configured({}, { failOn: 'critical' }))).failOn).toBe('critical');
  });
});

const SAID = `{ stores: { '${LIMITER}#windows': { accept: 'the gateway limits as well' } } }`;

describe('a configuration is read', () => {
  it.each<[string, Files]>([
    [
      'from TypeScript, with the types of coldstate/config',
      {
        'coldstate.config.ts': `import { defineConfig, type Config } from 'coldstate/config';\nconst config: Config = ${SAID};\nexport default defineConfig(config);\n`,
      },
    ],
    ['from .mts', { 'coldstate.config.mts': `export default ${SAID};` }],
    ['from .js as a module', { 'coldstate.config.js': `export default ${SAID};` }],
    ['from .mjs', { 'coldstate.config.mjs': `const said = await Promise.resolve(${SAID});\nexport default said;` }],
    ['from .cjs', { 'coldstate.config.cjs': `module.exports = ${SAID};` }],
    [
      'from JSON with comments',
      {
        'coldstate.config.json': `{\n  // Told by ops.\n  "stores": { "${LIMITER}#windows": { "accept": "the gateway limits as well" } },\n}`,
      },
    ],
    [
      'from package.json',
      {
        'package.json': {
          name: 'shop',
          dependencies: { '@types/aws-lambda': '*' },
          coldstate: { stores: { [`${LIMITER}#windows`]: { accept: 'the gateway limits as well' } } },
        },
      },
    ],
  ])('%s', async (_what, files) => {
    const { accepted, diagnostics } = await audited(files);
    expect(diagnostics).toEqual([]);
    expect(accepted).toEqual([expect.stringContaining('windows: rate-limit, critical, unsafe, config ')]);
  });

  it('anew on each audit', async () => {
    const root = shop({ 'coldstate.config.ts': 'export default {};' });
    expect((await audit(root)).report.accepted).toEqual([]);
    const { write } = await import('../workspace/project.js');
    write(root, { 'coldstate.config.ts': `export default ${SAID};` });
    expect((await audit(root)).report.accepted).toHaveLength(1);
  });

  it('not from directories below', async () => {
    const { diagnostics } = await audited({ 'packages/api/coldstate.config.json': { nonsense: true } });
    expect(diagnostics).toEqual([]);
  });

  it('and says where it came from without an absolute path', async () => {
    const root = shop({ 'ops/team.json': { stores: { 'a.ts#b': { role: 'cache' } } } });
    const { report } = await audit(root, { config: `${root}/ops/team.json` });
    expect(report.diagnostics.map(told)).toEqual([
      expect.stringMatching(/^ops\/team\.json:1 config: stores: `a\.ts#b`/),
    ]);
    expect(JSON.stringify(report)).not.toContain(root);
  });
});
