import { describe, expect, it } from 'vitest';
import { claimsIn } from '../../src/facts/claims.js';
import { factsOf } from '../../src/facts/index.js';
import { oxcParser, typescriptEslintParser } from '../../src/syntax/parse.js';
import { audited, DECLARATION, LIMITER, limiterWith } from './shop.js';

const CLAIM = 'coldstate: per-instance, safe because the gateway limits as well';

const auditedWith = (declaration: string) => audited({ [LIMITER]: limiterWith(declaration) });

describe('what the product itself writes above a store', () => {
  it.each([
    ['why it was not migrated', '// coldstate: CTOR: a constructor cannot wait because it returns at once'],
    [
      'what the audit says of it',
      '// TODO(coldstate CRITICAL no-module-state 5b93573e1e42): lost because instances end',
    ],
  ])('claims nothing: %s', async (_what, comment) => {
    const { accepted, diagnostics } = await auditedWith(`${comment}\n${DECLARATION}`);
    expect([accepted, diagnostics]).toEqual([[], []]);
  });

  it('is no part of a claim above it', async () => {
    const todo = '// TODO(coldstate CRITICAL no-module-state 5b93573e1e42): lost because instances end';
    const { accepted, diagnostics } = await auditedWith(`// coldstate: per-instance\n${todo}\n${DECLARATION}`);
    expect(accepted).toEqual([]);
    expect(diagnostics).toHaveLength(1);
  });
});

describe('a comment that claims a store to be safe, with a reason, accepts it', () => {
  it.each([
    ['above it', `// ${CLAIM}\n${DECLARATION}`, 2],
    ['on its line', `${DECLARATION} // ${CLAIM}`, 2],
    ['in a block', `/* ${CLAIM} */\n${DECLARATION}`, 2],
    ['in a block on its line', `/* ${CLAIM} */ ${DECLARATION}`, 2],
    ['in documentation', `/**\n * What each client did.\n *\n * ${CLAIM}\n *\n * @internal\n */\n${DECLARATION}`, 2],
    ['below another comment', `// What each client did.\n// ${CLAIM}\n${DECLARATION}`, 3],
    ['above another comment', `// ${CLAIM}\n\n/** What each client did. */\n${DECLARATION}`, 2],
    [
      'over several lines',
      `// coldstate: per-instance, safe because the\n// gateway limits\n// as well\n${DECLARATION}`,
      2,
    ],
    ['in capitals', `// coldstate: Per-Instance, BECAUSE the gateway limits as well\n${DECLARATION}`, 2],
    [
      'at the end of a long declaration',
      `const windows = new Map<\n  string, { count: number; resetAt: number }\n>(); // ${CLAIM}`,
      4,
    ],
    ['with Windows line ends', `// ${CLAIM}\r\n${DECLARATION}\r`, 2],
  ])('%s', async (_where, declaration, line) => {
    const { findings, accepted, diagnostics } = await auditedWith(declaration);
    expect(diagnostics).toEqual([]);
    expect(findings).toEqual(['prices: cache, low, advisory']);
    expect(accepted).toEqual([
      `windows: rate-limit, critical, unsafe, comment ${LIMITER}:${line}: the gateway limits as well`,
    ]);
  });

  it('and is told as a step of the decision', async () => {
    const { named } = await auditedWith(`// ${CLAIM}\n${DECLARATION}`);
    expect(named('windows')?.decision.at(-1)).toEqual({
      question: 'May it stay as it is?',
      answer: 'Yes, because the gateway limits as well',
      evidence: [`a comment says so, ${LIMITER}:2`],
    });
  });

  it('for this store alone', async () => {
    const { findings } = await auditedWith(`// ${CLAIM}\nconst other = new Map<string, number>();\n${DECLARATION}`);
    expect(findings).toContain('windows: rate-limit, critical, unsafe');
  });

  it('in the scripts of components', async () => {
    const page = `<h1>Likes</h1>\n<script module>\n  // ${CLAIM}\n  export const likes = new Map();\n  export function like(id) { likes.set(id, (likes.get(id) ?? 0) + 1); }\n</script>\n`;
    // What no server asks for is the browser's.
    const route = `import { like } from '../../Likes.svelte';\nexport const POST = ({ url }) => new Response(String(like(url.search)));\n`;
    const { accepted } = await audited({
      'src/Likes.svelte': page,
      'src/routes/likes/+server.js': route,
      'package.json': { name: 'shop', dependencies: { '@sveltejs/kit': '*' } },
    });
    expect(accepted).toEqual([expect.stringContaining('comment src/Likes.svelte:3: the gateway limits as well')]);
  });
});

const NO_REASON =
  'this comment accepts nothing, for it gives no reason. Write `coldstate: per-instance, safe because` and why.';

describe('a comment without a reason', () => {
  it.each([
    ['none', '// coldstate: per-instance'],
    ['an empty one', '// coldstate: per-instance, safe because'],
    ['the one of the documentation', '// coldstate: per-instance, safe because …'],
    ['another word', '// coldstate: ignore'],
  ])('(%s) accepts nothing and is reported', async (_what, comment) => {
    const { findings, accepted, diagnostics } = await auditedWith(`${comment}\n${DECLARATION}`);
    expect({ accepted, diagnostics }).toEqual({ accepted: [], diagnostics: [`${LIMITER}:2 config: ${NO_REASON}`] });
    expect(findings).toContain('windows: rate-limit, critical, unsafe');
  });
});

describe('a comment that stands at no store', () => {
  it.each([
    [
      'at a constant',
      `const WORD = 'x'; // ${CLAIM}\n${DECLARATION}`,
      'this comment stands at no store that was found. Put it on the line of the declaration, or above it.',
    ],
    [
      'at what goes with a store',
      `${DECLARATION}\n// ${CLAIM}`,
      'this comment stands at no store that was found. What stands there goes with `windows` (line 2): put it there.',
    ],
    [
      'at a safe store',
      `// ${CLAIM}\nconst TABLE = new Map([['a', 1]]);\n${DECLARATION}`,
      'this comment changes nothing, for `TABLE` is safe: Never written after it is made. Take it out or write it in other words.',
    ],
  ])('%s', async (_where, declaration, message) => {
    const { diagnostics, accepted } = await auditedWith(declaration);
    expect(accepted).toEqual([]);
    expect(diagnostics).toEqual([expect.stringMatching(/config: /)]);
    expect(diagnostics[0]).toContain(message);
  });
});

describe('what is no comment of ours', () => {
  it.each([
    ['a string', `const HELP = '// ${CLAIM}';\n${DECLARATION}`],
    ['a template', `const HELP = \`\n// ${CLAIM}\n\`;\n${DECLARATION}`],
    ['a regular expression', `const HELP = /\\/\\/ ${CLAIM}/;\n${DECLARATION}`],
    ['a sentence about it', `// Write "${CLAIM}" here?\n${DECLARATION}`],
  ])('%s', async (_what, declaration) => {
    const { diagnostics, accepted } = await auditedWith(declaration);
    expect({ diagnostics, accepted }).toEqual({ diagnostics: [], accepted: [] });
  });
});

it('both parsers find the same claims, and facts stay plain data', () => {
  const text = `const a = '// ${CLAIM}';\n// ${CLAIM}\nlet b = 0; /* coldstate: no */\n`;
  const [oxc, other] = [oxcParser(), typescriptEslintParser()].map((parser) => {
    const { program, comments } = parser.parse('a.ts', text);
    if (!program || !comments) throw new Error('does not parse');
    return { ...factsOf('a.ts', program), claims: claimsIn(text, comments()) };
  });
  expect(oxc?.claims).toHaveLength(2);
  expect(other?.claims).toEqual(oxc?.claims);
  expect(JSON.parse(JSON.stringify(oxc))).toEqual(oxc);
});
