import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/report.js';
import { fenced, inlineCode, prose, table } from '../../src/report/markdown/escape.js';
import { quotedDeclarations } from '../../src/report/markdown/quote.js';
import { titleOf } from '../../src/report/markdown/issues.js';
import { markdown } from '../../src/report/markdown.js';
import { context, quiet, report } from './sample.js';

describe('the markdown report', () => {
  it('is a document for a team to work through', async () => {
    await expect(markdown.render(report, context())).toMatchFileSnapshot('__snapshots__/report.md');
  });

  it('says what was looked at when there is nothing to fix', async () => {
    await expect(markdown.render(quiet, context())).toMatchFileSnapshot('__snapshots__/report-nothing.md');
  });

  it('is the same, byte for byte, whatever the terminal and the time', () => {
    const again = markdown.render(
      structuredClone(report),
      context({ width: 50, unicode: false, elapsedMs: 9, failOn: 'low' }),
    );
    expect(again).toBe(markdown.render(report, context()));
  });

  it('lists the first cleared stores and counts the rest', () => {
    const [one] = quiet.cleared;
    const cleared = one
      ? Array.from({ length: 100 }, (_, line) => ({ ...one, file: `src/${line}.ts`, line: line + 1 }))
      : [];
    expect(markdown.render({ ...quiet, cleared }, context())).toContain('And 60 more');
  });

  it('puts the stores of one role into one phase, the worst severity first', () => {
    const [sessions] = report.findings;
    const twin = { ...sessions, symbol: 'tokens', file: 'src/lib/tokens.ts' } as Finding;
    const text = markdown.render({ ...report, findings: [...(sessions ? [sessions] : []), twin] }, context());
    expect(text).toContain('Move sessions: `SessionStore.sessions` and `tokens` (critical;');
  });

  it('estimates what storage would cost at the rate that somebody states', () => {
    const text = markdown.render(report, context({ rps: 250 }));
    expect(text).toContain('used 250 times a second');
    expect(text).not.toBe(markdown.render(report, context()));
  });

  it('says of a handle in the wrong place what fails, in place of an effect', () => {
    const [first] = report.findings;
    const message = '`db` holds a socket that belongs to the request which opened it.';
    const handle = {
      ...first,
      symbol: 'db',
      role: 'client',
      severity: 'high',
      effects: [],
      message,
      impact: [message],
    };
    const text = markdown.render({ ...report, findings: [handle as unknown as Finding] }, context());
    expect(text).toMatch(
      /1\. \*\*`db`\*\* \(`[^`]+`\), client: `db` holds a socket that belongs to the request which opened it\./,
    );
    expect(text).not.toContain('`db`, `db`');
  });

  it('has no heading, table or code fence that a hostile name could break', () => {
    const [first] = report.findings;
    const hostile = {
      ...first,
      symbol: 'a`|b',
      message: '# x | <img src=x> *bold* [link](y)\n\n## no heading',
    } as Finding;
    const text = markdown.render({ ...report, findings: [hostile] }, context());
    expect(text).toContain('\\# x \\| &lt;img src=x> \\*bold\\* \\[link\\](y) \\#\\# no heading');
    expect(text).toContain('``a`|b``');
    expect(text).toContain('| critical | ``a`\\|b`` |');
  });
});

describe('markdown building blocks', () => {
  it('keep code spans of prose and escape the rest', () => {
    expect(prose('`a*b` and *c*')).toBe('`a*b` and \\*c\\*');
    expect(prose('1. first')).toBe('\\1. first');
  });

  it('fence code with more backticks than it holds', () => {
    expect(fenced('```\ninner\n```', 'md')).toBe('````md\n```\ninner\n```\n````');
    expect(inlineCode('`x`')).toBe('`` `x` ``');
    expect(table(['a'], [['b|c']])[2]).toBe('| b\\|c |');
  });

  it('quote a declaration to its closing bracket, with the comment above and the class around it', () => {
    const source =
      'export class Cart {\n  size = 0;\n\n  // Until we have a database.\n  items = new Map([\n    [1, 2],\n  ]);\n}\n';
    const place = { file: 'cart.ts', line: 5, column: 3, endLine: 5, endColumn: 8 };
    expect(quotedDeclarations([place], source)).toBe(
      'export class Cart {\n  // …\n  // Until we have a database.\n  items = new Map([\n    [1, 2],\n  ]);',
    );
  });

  it.each([
    ['src/lib/session-store.ts', 'Session store'],
    ['src/app/api/system-monitor/route.js', 'System monitor route'],
    ['src/routes/+server.ts', 'Routes server'],
    ['app/[slug]/page.tsx', 'Slug page'],
    ['src/cart/index.ts', 'Cart'],
    ['rateLimiter.mjs', 'Rate limiter'],
  ])('title %s as %s', (file, title) => {
    expect(titleOf(file)).toBe(title);
  });
});
