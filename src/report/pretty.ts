import {
  commandRow,
  companionText,
  field,
  joinedFacts,
  markOf,
  pathRows,
  picture,
  ruled,
  severityColours,
} from './entry.js';
import { containerText } from './deployment.js';
import { explainCommand, migrateCommandIn } from './command.js';
import { asideCounts, asideOf, goneName, goneNote } from './known.js';
import { reachesGate, type Gate, type RenderContext, type Reporter } from './reporter.js';
import { paintedCode, printable, screenOf, type Screen } from './terminal.js';
import { columnsOf, counted, cut, groupBy, grouped, listed, unique, wrapped } from './text.js';
import { diagnosticNames, reachNames, roleNames, severityNames } from './words.js';
import type { Diagnostic, Finding, Remedy, Report, ReportedContainer } from '../model/report.js';
import { SEVERITIES, type Severity } from '../model/words.js';

/** For people at a terminal: what to worry about, shown in their code, worst first. */
export const pretty: Reporter = {
  name: 'pretty',
  render(report, context) {
    const screen = screenOf(context);
    const shown = printable(report, context.unicode);
    const command = migrateCommandIn(shown, context.directory);
    const blocks = [
      ...SEVERITIES.map((severity) => severitySection(severity, shown.findings, command, screen)),
      containerSection(shown.containers ?? [], screen),
      diagnosticSection(
        shown.diagnostics.filter(({ kind }) => kind !== 'config'),
        screen,
      ),
      configurationSection(
        shown.diagnostics.filter(({ kind }) => kind === 'config'),
        screen,
      ),
      goneSection(shown, screen),
      shown.findings.length === 0 ? allClear(shown, screen) : [],
      summary(shown, context, screen),
    ];
    return `\n${blocks
      .filter((block) => block.length > 0)
      .map((block) => block.join('\n'))
      .join('\n\n')}\n`;
  },
};

function severitySection(
  severity: Severity,
  findings: readonly Finding[],
  command: (finding: Finding) => string | undefined,
  screen: Screen,
): string[] {
  const ofSeverity = findings.filter((finding) => finding.severity === severity);
  if (ofSeverity.length === 0) return [];
  const colour = screen.paint[severityColours[severity]];
  const heading = colour(ruled(`${severityNames[severity]}: ${counted(ofSeverity.length, 'store')}`, screen));
  if (severity === 'low') return [heading, '', ...ofSeverity.flatMap((finding) => compactEntry(finding, screen))];
  return [heading, ...ofSeverity.flatMap((finding) => fullEntry(finding, command(finding), screen))];
}

function fullEntry(finding: Finding, command: string | undefined, screen: Screen): string[] {
  const { paint, glyphs } = screen;
  const facts = joinedFacts(
    [severityNames[finding.severity], roleNames[finding.role], finding.rule, reachNote(finding)],
    glyphs,
  );
  const [remedy] = finding.remedies;
  return [
    '',
    `${markOf(finding.severity, screen)} ${paint.bold(finding.symbol)}  ${paint.dim(facts)}`,
    ...picture(finding, screen),
    ...pathRows(finding, screen),
    ...field('why', finding.message === '' ? finding.impact.slice(0, 2).join(' ') : finding.message, screen),
    ...(remedy ? field('fix', remedy.title, screen) : []),
    // Where the first remedy is another one, the store is better not moved as it is.
    ...(command !== undefined && remedy && MOVES.has(remedy.kind) ? [commandRow('move', command, screen)] : []),
    ...(finding.companions.length > 0 ? field('with', companionText(finding.companions, finding.file), screen) : []),
  ];
}

const MOVES: ReadonlySet<Remedy['kind']> = new Set(['adapter', 'library-option']);

/** Two lines: what costs latency at worst should not bury what loses data. */
function compactEntry(finding: Finding, screen: Screen): string[] {
  const { paint, glyphs, width } = screen;
  const facts = joinedFacts(
    [`${finding.file}:${finding.line}`, roleNames[finding.role], reachNote(finding), finding.rule],
    glyphs,
  );
  const head = `${markOf(finding.severity, screen)} ${paint.bold(finding.symbol)}  `;
  const taken = columnsOf(`${glyphs.low} ${finding.symbol}  `);
  return [
    head + paint.dim(cut(facts, width - taken, glyphs.more)),
    ...paintedCode([`  ${cut(finding.message.replace(/\s+/g, ' '), width - 2, glyphs.more)}`], paint),
  ];
}

function reachNote(finding: Finding): string | undefined {
  return finding.reached === 'no' ? reachNames.no : undefined;
}

/** Servers that run for months: one paragraph each, whatever they hold. */
function containerSection(containers: readonly ReportedContainer[], screen: Screen): string[] {
  if (containers.length === 0) return [];
  const { paint, width } = screen;
  const services = containers.flatMap((service) => [
    '',
    `  ${paint.bold(service.package === '.' ? 'this package' : service.package)}  ${paint.dim(service.evidence)}`,
    ...wrapped([containerText(service), ...service.notes].join(' '), width - 2).map((line) => `  ${line}`),
  ]);
  return [paint.blue(ruled(`container services: ${containers.length}`, screen)), ...services];
}

const MAX_DIAGNOSTICS = 8;

function diagnosticSection(diagnostics: readonly Diagnostic[], screen: Screen): string[] {
  if (diagnostics.length === 0) return [];
  const { paint, glyphs, width } = screen;
  const rows = diagnostics.slice(0, MAX_DIAGNOSTICS).map((diagnostic) => {
    const place = diagnostic.line === undefined ? diagnostic.file : `${diagnostic.file}:${diagnostic.line}`;
    const text = `${diagnosticNames[diagnostic.kind]}: ${diagnostic.message.replace(/\s+/g, ' ')}`;
    return `  ${place}  ${paint.dim(cut(text, Math.max(20, width - columnsOf(place) - 4), glyphs.more))}`;
  });
  return [
    paint.yellow(ruled(`not analysed: ${counted(diagnostics.length, 'problem')}`, screen)),
    '',
    ...rows,
    ...restNote(diagnostics.length - rows.length),
  ];
}

/** In full, because whoever wrote the configuration has to correct it. */
function configurationSection(diagnostics: readonly Diagnostic[], screen: Screen): string[] {
  if (diagnostics.length === 0) return [];
  const { paint, width } = screen;
  const shown = diagnostics.slice(0, MAX_DIAGNOSTICS);
  const rows = shown.flatMap(({ file, line, message }) => [
    `  ${line === undefined ? file : `${file}:${line}`}`,
    ...paintedCode(
      wrapped(message, width - 4).map((text) => `    ${text}`),
      paint,
    ),
  ]);
  return [
    paint.yellow(ruled(`configuration: ${counted(diagnostics.length, 'problem')}`, screen)),
    '',
    ...rows,
    ...restNote(diagnostics.length - shown.length),
  ];
}

/** What was repaired, and is still in the baseline. */
function goneSection({ baseline }: Report, screen: Screen): string[] {
  if (baseline === undefined || baseline.gone.length === 0) return [];
  const { paint, width, glyphs } = screen;
  const shown = baseline.gone
    .slice(0, MAX_DIAGNOSTICS)
    .map((entry) => `  ${cut(goneName(entry), width - 2, glyphs.more)}`);
  return [
    paint.green(ruled(`gone: ${counted(baseline.gone.length, 'store')}`, screen)),
    '',
    ...paintedCode(shown, paint),
    ...restNote(baseline.gone.length - shown.length),
    ...paintedCode(
      wrapped(goneNote(baseline), width - 2).map((line) => `  ${line}`),
      paint,
    ),
  ];
}

function restNote(rest: number): string[] {
  return rest > 0 ? [`  and ${rest} more: \`--format json\` lists them all`] : [];
}

/** Good news, told with as much certainty as the audit has. */
function allClear(report: Report, screen: Screen): string[] {
  const { files } = report.stats;
  const doubt =
    files === 0
      ? 'No source file was found, so this says little. Is this the right directory?'
      : report.diagnostics.some(({ kind }) => kind === 'parse' || kind === 'unreadable')
        ? 'This does not cover the files listed above.'
        : undefined;
  const text = files === 0 ? (doubt ?? '') : joined([goodNews(report), doubt]);
  const mark = doubt === undefined ? screen.paint.green(screen.glyphs.ok) : screen.paint.yellow(screen.glyphs.high);
  return wrapped(text, screen.width - 3).map((line, index) => (index === 0 ? `${mark} ${line}` : `  ${line}`));
}

function goodNews(report: Report): string {
  const { stats, changed, containers = [] } = report;
  const { stores, files } = stats;
  const { known, accepted } = asideOf(report);
  if (changed) return changedNote(changed, 0);
  if (stores === 0) return `Nothing in ${counted(files, 'file')} outlives a request.`;
  if (containers.some((service) => service.stores > 0))
    return 'Nothing else is left to do: what the container services above hold is lost with them, and the other stores are safe.';
  if (known.length > 0)
    return `Nothing new: ${counted(known.length, 'store')} that ${known.length === 1 ? 'does' : 'do'} not survive ${known.length === 1 ? 'is' : 'are'} known (${report.baseline?.file ?? 'the baseline'}) and still to be moved.`;
  if (accepted.length > 0)
    return `Nothing is left to do: of ${counted(stores, 'store')}, ${accepted.length === 1 ? 'one is' : `${grouped(accepted.length)} are`} accepted with a reason, and the others are safe.`;
  return `Nothing here depends on one instance: ${stores === 1 ? 'the one store looked at is safe' : `all ${grouped(stores)} stores looked at are safe`}.`;
}

function summary(report: Report, context: RenderContext, screen: Screen): string[] {
  const { paint, glyphs, width } = screen;
  const { findings, cleared, stats } = report;
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
  })).filter(({ count }) => count > 0);
  const time = context.elapsedMs === undefined ? '' : ` in ${duration(context.elapsedMs)}`;
  const [worst] = findings;
  const lines = [
    ...(counts.length > 0
      ? [
          counts
            .map(({ severity, count }) => paint[severityColours[severity]](`${count} ${severityNames[severity]}`))
            .join(', '),
        ]
      : []),
    ...wrapped(
      joinedFacts(
        [
          [
            `${counted(stats.stores, 'store')} looked at`,
            `${grouped(cleared.length)} cleared`,
            ...asideCounts(report),
          ].join(', '),
          `${counted(stats.files, 'file')}${time}`,
          gateNote(findings, context.failOn),
        ],
        glyphs,
      ),
      width - 2,
    ),
    ...wrapped(platformNote(report), width - 2),
    ...(report.changed && worst ? wrapped(changedNote(report.changed, findings.length), width - 2) : []),
    ...(worst ? [`Next: ${paint.cyan(explainCommand(worst, context.directory))}`] : []),
  ];
  return [paint.dim(glyphs.rule.repeat(width)), ...lines.map((line) => `  ${line}`)];
}

function gateNote(findings: readonly Finding[], gate: Gate): string | undefined {
  const failing = findings.filter((finding) => reachesGate(finding.severity, gate)).length;
  return failing === 0 ? undefined : `fails: ${failing} at or above ${gate}`;
}

/** What was left out is said, or a report of a branch would look like one of the project. */
function changedNote({ since, others }: NonNullable<Report['changed']>, shown: number): string {
  const rest = others === 0 ? 'There are no others.' : `${counted(others, 'finding lies', 'findings lie')} elsewhere.`;
  return shown === 0
    ? `Nothing that was found touches what changed since ${since}. ${rest}`
    : `Only what touches files changed since ${since} is shown. ${rest}`;
}

function platformNote(report: Report): string {
  const titles = unique(report.platforms.map((platform) => platform.title));
  if (report.entryPoints.length === 0)
    return `${titles.length > 0 ? `${listed(titles)}: no` : 'No'} entry point was recognised, so what a request reaches is not known.`;
  const byKind = [...groupBy(report.entryPoints, (entry) => entry.unit)];
  return `${listed(titles, 4) || 'As configured'}: ${counted(report.entryPoints.length, 'entry point')} in ${counted(byKind.length, 'unit')}.`;
}

function joined(sentences: readonly (string | undefined)[]): string {
  return sentences.filter(Boolean).join(' ');
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
