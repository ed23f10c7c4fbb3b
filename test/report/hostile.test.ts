import * as prettier from 'prettier';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { FORMATS, loadReporter } from '../../src/cli/format-option.js';
import type { Report } from '../../src/model/report.js';
import { stepSummary } from '../../src/report/github-summary.js';
import { coldstate, temporaryDirectory } from '../cli/fake-host.js';
import { context, report, sources } from './sample.js';
import { faultsOf } from './sarif/valid.js';

/** What a project may call its stores and routes, or write in its code, to be more than text in a report. */
const ATTACKS: Readonly<Record<string, string>> = {
  'the end of a script': '</script><script>alert(1)</script><!-- ]]>',
  'sequences of a terminal': '\u001b]0;owned\u0007\u001b[2J\u009b31m\u001b]8;;https://evil.example\u0007',
  'text that runs backwards': 'safe\u202egnihton\u2066 at all',
  'commands of a log': 'x\r\n::error::owned\n  ::add-mask::a\n##[error]owned\n::stop-commands::t',
  'the end of a cell': '| a || b \\| c \\\\| d \\\\\\| e',
  'the end of a code span': 'a ` b `` c ``` d\n```\n# owned\n<img src=x onerror=alert(1)>\n',
  'a link': '[free](javascript:alert(1)) ![p](https://evil.example/p.png) <https://evil.example> [1](2)',
  'the end of a folded part': '</summary></details></td></table>\n\n# owned\n\n- [ ] task',
  'half a character': 'x\ud800y',
};

/** Words of the contract stay; everything that a project or its team writes says the same thing. */
function hostile(said: string): Report {
  const file = `src/${said}.ts`;
  const findings = report.findings.map((finding) => ({
    ...finding,
    ...{ file, symbol: said, message: said, package: said, units: [said], impact: finding.impact.map(() => said) },
    trail: finding.trail.map((step) => ({ ...step, file, note: said })),
    accesses: finding.accesses.map((access) => ({ ...access, file, fn: said })),
    companions: finding.companions.map((one) => ({ ...one, file, symbol: said, note: said })),
    remedies: finding.remedies.map((remedy) => ({ ...remedy, title: said, detail: said, code: said })),
    decision: finding.decision.map((step) => ({ ...step, answer: said, evidence: [said] })),
  }));
  const accepted = findings.slice(0, 2).map((finding, index) => ({
    ...finding,
    accepted: { by: index === 0 ? ('config' as const) : ('baseline' as const), file: said, reason: said },
  }));
  return {
    ...report,
    ...{ project: said, findings, accepted },
    baseline: { file: 'coldstate.baseline.jsonl', gone: [{ file, store: said, rule: 'no-module-state', id: '1' }] },
    platforms: report.platforms.map((one) => ({ ...one, package: said, evidence: said })),
    units: report.units.map((unit) => ({ ...unit, name: said })),
    entryPoints: report.entryPoints.map((entry) => ({ ...entry, file, name: said, route: said, unit: said })),
    cleared: report.cleared.map((one) => ({ ...one, file, symbol: said, reason: said, package: said })),
    diagnostics: [
      { file, line: 3, kind: 'parse', message: said },
      { file, kind: 'config', message: said },
    ],
  };
}

const around = (said: string) => context({ source: () => `${Object.values(sources).join('\n')}\n${said}\n`.repeat(9) });

async function rendered(format: (typeof FORMATS)[number], said: string): Promise<string> {
  return (await loadReporter(format)).render(hostile(said), around(said));
}

describe.each(Object.entries(ATTACKS))('%s in names and code', (_what, said) => {
  it.each(FORMATS)('steers no terminal and turns no text around in %s', async (format) => {
    const text = await rendered(format, said);
    // What is data keeps all that it was given, escaped: nobody shows it as it is.
    const shown = format === 'json' ? text.replace(/[\u202a-\u202e\u2066-\u2069\u007f-\u009f]/g, '') : text;
    expect(shown).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  it('is the same text again in json', async () => {
    expect(JSON.parse(await rendered('json', said))).toEqual(hostile(said));
  });

  it('stays one line a finding in compact', async () => {
    const { findings, accepted } = hostile(said);
    const lines = (await rendered('compact', said)).trimEnd().split('\n');
    expect(lines).toHaveLength(findings.length + accepted.length);
    expect(lines.filter((line) => !/ (?:critical|medium|advisory|accepted|known) no-/.test(line))).toEqual([]);
  });

  it('is one annotation a finding in github', async () => {
    const lines = (await rendered('github', said)).trimEnd().split('\n');
    expect(lines.pop()).toBe('2 more findings in the summary of this step.');
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      const [, command = '', properties = ''] = /^::(\w+) ([^:]*)::/.exec(line) ?? [];
      expect(['error', 'warning']).toContain(command);
      expect(properties.split(',').map((property) => property.replace(/=.*/s, ''))).toEqual(
        expect.arrayContaining(['file', 'line', 'endLine', 'title']),
      );
      expect(properties.split(',').length).toBeLessThanOrEqual(6);
    }
  });

  it('is valid SARIF whose links lead to its own places', async () => {
    const log = JSON.parse(await rendered('sarif', said)) as Log;
    expect(faultsOf(log)).toEqual([]);
    for (const { message, relatedLocations = [] } of log.runs[0]?.results ?? []) {
      const links = [...(message.text ?? '').matchAll(/\]\((?<to>[^)]*)\)/g)].map(({ groups }) => groups?.to);
      expect(links).toEqual(relatedLocations.map(({ id }) => String(id)));
    }
  });

  it.each(['markdown', 'summary'])('is text in the %s for people', async (kind) => {
    const text = kind === 'markdown' ? await rendered('markdown', said) : stepSummary(hostile(said), around(said));
    const nodes = [...everyNode(await markdownTree(text))];
    const html = nodes.filter(({ type }) => type === 'html').map(({ value = '' }) => value);
    expect(html.filter((value) => !/^<\/?(?:details|summary)>(?:\n?<summary>[\w ]+<\/summary>)?$/.test(value))).toEqual(
      [],
    );
    expect(nodes.filter(({ type }) => type.startsWith('image'))).toEqual([]);
    // An address that is written out may be one to click: it says where it leads.
    const links = nodes.filter((node) => node.type === 'link' && textIn(node) !== node.url?.replace(/^mailto:/, ''));
    expect(links.filter(({ url = '' }) => !/^#|^https:\/\/(?:aws\.amazon\.com|upstash\.com)\//.test(url))).toEqual([]);
    const headings = nodes.filter(({ type }) => type === 'heading');
    expect(headings.filter((heading) => textIn(heading).trim() === 'owned')).toEqual([]);
    for (const { children = [] } of nodes.filter(({ type }) => type === 'table')) {
      expect(new Set(children.map(({ children: cells = [] }) => cells.length)).size).toBe(1);
    }
  });

  it('is no command in a log of GitHub Actions', async () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: `${temporaryDirectory()}/summary.md` };
    for (const format of ['pretty', 'compact', 'markdown']) {
      const { stdout } = await coldstate(['--format', format], { report: hostile(said), host: { env } });
      expect(stdout).not.toMatch(/^\s*::/m);
      expect(stdout).not.toContain('##[');
    }
  });
});

interface Node {
  type: string;
  value?: string;
  url?: string;
  children?: Node[];
}

/** By the parser that the repository's own formatter brings. */
async function markdownTree(text: string): Promise<Node> {
  const { __debug } = prettier as unknown as {
    __debug: { parse: (text: string, options: { parser: string }) => Promise<{ ast: Node }> };
  };
  return (await __debug.parse(text, { parser: 'markdown' })).ast;
}

function* everyNode(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children ?? []) yield* everyNode(child);
}

function textIn(node: Node): string {
  return [...everyNode(node)].map(({ value = '' }) => value).join('');
}
