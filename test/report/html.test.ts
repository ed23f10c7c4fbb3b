import { describe, expect, it } from 'vitest';
import { html } from '../../src/report/html.js';
import { codeFile, excerpt } from '../../src/report/html/code.js';
import { dataBlock, markup, prose, visible } from '../../src/report/html/markup.js';
import { tokensOf } from '../../src/report/html/tokens.js';
import type { Report } from '../../src/model/report.js';
import { hostileContext, hostileReport } from './hostile.js';
import { context, migration, quiet, report, simulation } from './sample.js';

/** What somebody reads whose browser knows neither styles nor scripts. */
function textOf(page: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };
  return page
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<option\b[\s\S]*?<\/select>/g, '…')
    .replace(
      /<(?:h[1-6]|li|tr|p|section|figure|figcaption|pre|summary|dt|label|nav|main|legend|span class="(?:line|label|gap))\b[^>]*>/g,
      '\n$&',
    )
    .replace(/<\/(?:th|td)>/g, ' | ')
    .replace(/<(?!\/)(?:dd|b|span|code)\b[^>]*class="[^"]*(?:badge|sub|place)[^>]*>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => entities[name] ?? '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{2,}/g, '\n');
}

describe('the HTML report', () => {
  it('reads like a document without styles and scripts', async () => {
    await expect(textOf(html.render(report, context()))).toMatchFileSnapshot('__snapshots__/report.html.txt');
  });

  it('says what was looked at when there is nothing to fix', () => {
    const text = textOf(html.render(quiet, context()));
    expect(text).toContain('Nothing here depends on one instance');
    expect(text).toContain('There are none.');
    expect(text).not.toContain('What two instances hold');
  });

  it('is the same, byte for byte, whatever the terminal and the time', () => {
    const again = html.render(
      structuredClone(report),
      context({ width: 50, unicode: false, elapsedMs: 9, failOn: 'low' }),
    );
    expect(again).toBe(html.render(report, context()));
  });

  it('asks nothing of the network, and lets nothing run but its own two scripts', () => {
    const page = html.render(report, context());
    expect(page.match(/<[^>]* (?:src|action|style)=|href="[^#]|@import|url\(/gi) ?? []).toEqual([]);
    expect(page.match(/default-src &#39;none&#39;/g)).toHaveLength(1);
    expect(page.includes('unsafe-inline')).toBe(false);
  });

  it('shows where an accepted store is and who accepted it', () => {
    const accepted = report.findings.slice(0, 1).map((finding) => ({
      ...finding,
      accepted: { by: 'config', file: 'coldstate.config.ts', line: 4, reason: 'one server, for now' } as const,
    }));
    const text = textOf(html.render({ ...report, accepted }, context()));
    expect(text).toContain('Accepted by coldstate.config.ts:4: one server, for now.');
  });

  it('tells what the baseline knows from what is accepted, and what of it is gone', () => {
    const [first, second] = report.findings;
    if (!first || !second) throw new Error('the sample has too few findings');
    const file = 'coldstate.baseline.jsonl';
    const accepted = [
      { ...first, accepted: { by: 'baseline', file, reason: 'found at the start', until: '2027-01-31' } as const },
      { ...second, accepted: { by: 'config', file: 'coldstate.config.ts', reason: 'one server, for now' } as const },
    ];
    const gone = [{ store: 'hits', file: 'src/hits.ts', rule: 'no-module-state' as const, id: 'a1' }];
    const text = textOf(html.render({ ...report, accepted, baseline: { file, gone } }, context()));
    expect(text).toMatch(/1 known.*1 accepted/s);
    expect(text).toContain('1 store would be listed as findings, were it not in the baseline.');
    expect(text).toContain('2027-01-31');
    expect(text).toContain('hits in src/hits.ts (no-module-state)');
    expect(text).toContain('1 store would be listed as findings, had the team not accepted it.');
  });

  it('names the units that write and read apart', () => {
    const [sessions] = report.findings;
    const units = ['LoginFunction', 'ProfileFunction'];
    const apart: Report = {
      ...report,
      entryPoints: report.entryPoints.map((entry) => ({
        ...entry,
        unit: entry.route === 'GET /me' ? 'ProfileFunction' : 'LoginFunction',
      })),
      findings: sessions ? [{ ...sessions, units, effects: ['unit-duplicate'] }] : [],
    };
    const text = textOf(html.render(apart, context()));
    expect(text).toContain(
      'LoginFunction writes, ProfileFunction reads: they are deployed apart, and never share memory',
    );
    expect(text).toContain('An instance of ProfileFunction, deployed apart');
  });

  it('shows of each store what a plan would change, or why it refuses', async () => {
    const text = textOf(html.render(report, context({ migration })));
    const how = (symbol: string): string =>
      text.split(/^(?:Where|Why|How)$/m).find((part) => part.includes(symbol)) ?? '';
    await expect(`${how('EX: 86_400')}\n-----\n${how('NO_TTL')}`).toMatchFileSnapshot(
      '__snapshots__/report.html-how.txt',
    );
  });

  it('shows what a simulation saw on the page of the store behind it, and on no other', () => {
    const text = textOf(html.render(report, context({ simulation })));
    const [, saw = '', ...others] = text.split('What the simulation saw');
    expect(others).toEqual([]);
    for (const shown of [
      'session.http was played on 3 instances and on one that is never replaced, with seed 42.',
      'session.http:9 · 4 of 6 answers differ',
      'Every instance is replaced',
      'status == 200 fails: 200 × 2, 401 × 4',
      'SessionStore.sessions held Map(0); on one instance Map(1) { "s-1" → { userId: 17 } }',
    ])
      expect(saw).toContain(shown);
    const inOneLine = saw.replace(/\s+/g, ' ');
    expect(inOneLine).toMatch(/Request\W*Instance A\W*Instance B\W*One instance/);
    expect(inOneLine).toMatch(/POST \/login\W*200 A1 is new writes SessionStore\.sessions\W*200/);
    expect(inOneLine).toMatch(/GET \/me\W*401 B1 is new has another SessionStore\.sessions\W*200/);
  });

  it('goes on where the text of a file is gone', () => {
    expect(textOf(html.render(report, context({ source: () => undefined })))).toContain(
      'The text of this file is not at hand.',
    );
  });
});

describe('an audited project that wants to break out of its report', () => {
  const page = html.render(hostileReport, hostileContext());
  const plain = html.render(report, context({ simulation }));

  it('adds no element', () => {
    const elements = (text: string) => new Set([...text.matchAll(/<\/?([a-z][\w-]*)/gi)].map(([, name]) => name));
    expect(elements(page)).toEqual(elements(plain));
    expect(page.match(/<\/?script\b/g)).toHaveLength(6);
    expect(page.match(/<!--|\]\]>/g) ?? []).toEqual([]);
  });

  it('leaves data that is still data', () => {
    const data = /<script type="application\/json" id="index">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
    const index = JSON.parse(data) as { file: string }[];
    expect(index).toHaveLength(report.findings.length);
    expect(index[0]?.file).toContain('</script>');
  });

  it('cannot reorder a line, nor hide in it', () => {
    expect(
      page.match(
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
      ) ?? [],
    ).toEqual([]);
    for (const shown of ['⟨U+202E⟩', '⟨U+001B⟩']) expect(page.includes(shown)).toBe(true);
  });

  it('makes no link that leads elsewhere', () => {
    expect([...page.matchAll(/href="([^"]*)"/g)].filter(([, to]) => !/^#[\w-]+$/.test(to ?? ''))).toEqual([]);
  });
});

describe('markup', () => {
  it('escapes every value that is not markup itself', () => {
    expect(markup`<p title="${'"&'}">${'<b>'}${markup`<i>${1}</i>`}${['a', undefined, "'"]}</p>`.markup).toBe(
      '<p title="&quot;&amp;">&lt;b&gt;<i>1</i>a&#39;</p>',
    );
  });

  it('keeps code spans of prose', () => {
    expect(prose('`a<b` and\n *c*').markup).toBe('<code>a&lt;b</code> and *c*');
  });

  it('shows what cannot be seen', () => {
    expect(visible('a\u0000b\u202ec\r')).toBe('a⟨U+0000⟩b⟨U+202E⟩c⟨U+000D⟩');
  });

  it('holds data that its element cannot end', () => {
    expect(dataBlock('x', { text: '</script><!--' }).markup).toBe(
      '<script type="application/json" id="x">{"text":"\\u003c/script\\u003e\\u003c!--"}</script>',
    );
  });
});

describe('the colours of code', () => {
  const kinds = (text: string) => tokensOf(text).map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);

  it.each([
    ['const a = 1;', ['keyword const', 'number 1']],
    ["import x from 'y'; // why", ['keyword import', 'keyword from', "string 'y'", 'comment // why']],
    ['const from = type.get(of)', ['keyword const', 'call get']],
    ['type Window = { count: number }', ['keyword type', 'type Window']],
    ['a / b / c', []],
    ['x = /[/"]+/g.test(y)', ['regexp /[/"]+/g', 'call test']],
    ['return /a`b/', ['keyword return', 'regexp /a`b/']],
    ['`a${`b${c}` + "d"}e` + 1', ['string `a${', 'string `b${', 'string }`', 'string "d"', 'string }e`', 'number 1']],
    ["<p>don't</p>\nconst a", ["string 't</p>", 'keyword const']],
    ['/* never ends', ['comment /* never ends']],
    ['"never ends\nlet b', ['string "never ends', 'keyword let']],
    ['0xff_ff + 1e3 + .5 + 10n', ['number 0xff_ff', 'number 1e3', 'number .5', 'number 10n']],
  ])('of %j', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it('come to an end on any text', () => {
    const pieces = ['`', '${', '}', '/', '"', "'", '\\', '\n', '*', 'a', '(', '😀', '\ud83d', '1', '.', ' '];
    let seed = 7;
    const next = () => (seed = (seed * 16807) % 2147483647);
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: 40 }, () => pieces[next() % pieces.length]).join('');
      const tokens = tokensOf(text);
      expect(tokens.every(({ start, end }, at) => end > start && start >= (tokens[at - 1]?.end ?? 0))).toBe(true);
    }
  });
});

describe('an excerpt', () => {
  const lines = Array.from({ length: 30 }, (_, at) => `line${at + 1}();`);
  const mark = (line: number, endLine = line) => ({
    ...{ file: 'a.ts', line, column: 1, endLine, endColumn: 7, kind: 'write' },
    label: markup`label ${line}`,
  });
  const numbers = (marks: ReturnType<typeof mark>[]) =>
    [...excerpt(codeFile(lines.join('\n')), marks, 'a.ts').markup.matchAll(/data-n="(\d+)"|⋮/g)].map(
      ([all, n]) => n ?? all,
    );

  it('shows two lines on each side, and leaves out what lies between', () => {
    expect(numbers([mark(3), mark(20)])).toEqual(['1', '2', '3', '4', '5', '⋮', '18', '19', '20', '21', '22']);
  });

  it('does not leave out what would take as much room to leave out', () => {
    expect(numbers([mark(3), mark(11)])).toEqual(Array.from({ length: 13 }, (_, at) => `${at + 1}`));
  });

  it('marks of a whole function its first line only', () => {
    expect(numbers([mark(4, 28)])).toEqual(['2', '3', '4', '5', '6']);
  });

  it('reads like the file, whatever overlaps', () => {
    const source = 'clicks.set(code, (clicks.get(code) ?? 0) + 1);\r\n\r\nnext();';
    const inner = { file: 'a.ts', line: 1, column: 19, endLine: 1, endColumn: 35, kind: 'read', label: markup`` };
    const outer = { ...inner, column: 1, endColumn: 46, kind: 'write' };
    const text = excerpt(codeFile(source), [outer, inner], 'a.ts').markup.replace(/<[^>]*>/g, '');
    expect(text).toBe('clicks.set(code, (clicks.get(code) ?? 0) + 1);\n\nnext();\n');
  });
});
