/** SARIF 2.1.0, shaped for what GitHub code scanning shows: one line to point at, links to the evidence, the trail as steps. */
import type {
  CodeFlow,
  Location as SarifLocation,
  Log,
  Notification,
  PhysicalLocation,
  ReportingDescriptor,
  Result,
  Suppression,
} from 'sarif';
import { ruleBriefs } from './briefs.js';
import type { RenderContext, Reporter } from './reporter.js';
import { printable } from './terminal.js';
import { linesOf, listed, unique } from './text.js';
import { noteOf, picturedSteps } from './trail.js';
import type { Accepted, Diagnostic, Finding, Location, Report, TrailStep } from '../model/report.js';
import { RULES, type Role, type RuleId, type Severity } from '../model/words.js';

export const sarif: Reporter = {
  name: 'sarif',
  render: (report, context) => `${JSON.stringify(logOf(report, context), undefined, 2)}\n`,
};

function logOf(report: Report, context: RenderContext): Log {
  const judged = [...report.findings, ...report.accepted];
  const rules = unique([...RULES, ...judged.map(ruleIdOf).sort()]);
  const numbers = occurrences(judged);
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: report.tool.name, semanticVersion: report.tool.version, rules: rules.map(descriptorOf) },
        },
        // Audits of two packages of one repository stand beside each other instead of closing each other's alerts.
        automationDetails: { id: `coldstate/${nameOf(report, context)}/` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: report.diagnostics.map((one) => notificationOf(one, context)),
          },
        ],
        results: judged.map((finding, index) =>
          resultOf(
            finding,
            rules,
            { number: numbers[index] ?? 1, hasBaseline: report.baseline !== undefined },
            context,
          ),
        ),
      },
    ],
  };
}

function nameOf({ project }: Report, { repositoryPath }: RenderContext): string {
  return [repositoryPath, textOf(project)].find(Boolean) ?? '.';
}

/** Two stores that are written down alike have one id: the first, the second … of it. */
function occurrences(findings: readonly Finding[]): number[] {
  const seen = new Map<string, number>();
  return findings.map(({ id }) => {
    const number = (seen.get(id) ?? 0) + 1;
    seen.set(id, number);
    return number;
  });
}

/** Roles whose loss opens something that was closed. */
const SECURITY: ReadonlySet<Role> = new Set(['rate-limit', 'security', 'request-leak']);
const SECURITY_SUFFIX = '/security';

/** GitHub takes the severity of security alerts from the rule: what is a security matter is a rule of its own, below the rule. */
function ruleIdOf({ rule, role, effects }: Finding): string {
  const isSecurity = SECURITY.has(role) || effects.includes('cross-request-leak');
  return isSecurity && rule !== 'no-request-leak' ? rule + SECURITY_SUFFIX : rule;
}

function descriptorOf(id: string): ReportingDescriptor {
  const isBelow = id.endsWith(SECURITY_SUFFIX);
  const rule = id.replace(SECURITY_SUFFIX, '') as RuleId;
  const { title, what, why, fix } = ruleBriefs[rule];
  const isSecurity = isBelow || rule === 'no-request-leak';
  const heading = isBelow ? `${title}, and a security control depends on it` : title;
  return {
    id,
    name: pascal(id),
    shortDescription: { text: heading },
    fullDescription: { text: `${what} ${why}` },
    help: {
      text: `${what}\n\n${why}\n\n${fix}`,
      markdown: `${what}\n\n**What goes wrong.** ${why}\n\n**What to do.** ${fix}\n\n\`coldstate explain FILE:LINE\` shows how a store was judged, step by step; \`coldstate explain ${rule}\` shows this page.\n`,
    },
    defaultConfiguration: { level: 'warning' },
    properties: {
      tags: ['serverless', 'state', ...(isSecurity ? ['security'] : ['reliability'])],
      precision: 'high',
      'problem.severity': 'warning',
      ...(isSecurity ? { 'security-severity': '8.1' } : {}),
    },
  };
}

/** `no-module-state/security` → `NoModuleStateSecurity`. */
function pascal(id: string): string {
  return id.replace(/(?:^|[-/])(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const satisfies Record<
  Severity,
  Result.level
>;

function resultOf(
  finding: Finding | Accepted,
  rules: readonly string[],
  { number, hasBaseline }: { number: number; hasBaseline: boolean },
  context: RenderContext,
): Result {
  const { id, severity, verdict, role, form, effects, reached, units, symbol, package: name } = finding;
  const steps = picturedSteps(finding).filter((step) => step.kind !== 'declare' || step.line !== finding.line);
  const ruleId = ruleIdOf(finding);
  return {
    ruleId,
    ruleIndex: rules.indexOf(ruleId),
    level: levels[severity],
    message: { text: messageOf(finding, steps) },
    locations: [{ ...locationOf(finding, context), logicalLocations: [{ name: textOf(symbol) }] }],
    relatedLocations: steps.map((step, index) => ({
      id: index + 1,
      ...locationOf(step, context),
      message: { text: textOf(noteOf(step)) },
    })),
    codeFlows: finding.trail.length === 0 ? [] : [codeFlowOf(finding.trail, context)],
    ...(hasBaseline ? { baselineState: isKnown(finding) ? ('unchanged' as const) : ('new' as const) } : {}),
    partialFingerprints: { primaryLocationLineHash: `${id}:${number}` },
    suppressions: 'accepted' in finding ? [suppressionOf(finding)] : [],
    properties: { severity, verdict, role, form, effects, reached, package: textOf(name), units: units.map(textOf) },
  };
}

/** The first sentence is the title of an alert; the links lead to the evidence. */
function messageOf({ message }: Finding, steps: readonly TrailStep[]): string {
  const links = steps.map(
    ({ kind }, index) => `[${kind === 'read' ? 'read' : kind === 'write' ? 'written' : 'declared'}](${index + 1})`,
  );
  // What the project's own names spell must not become a link.
  const text = textOf(message).replaceAll('](', '] (');
  return links.length === 0 ? text : `${text} See where it is ${listed(links)}.`;
}

function codeFlowOf(trail: readonly TrailStep[], context: RenderContext): CodeFlow {
  return {
    threadFlows: [
      {
        locations: trail.map((step) => ({
          location: { ...locationOf(step, context), message: { text: textOf(noteOf(step)) } },
        })),
      },
    ],
  };
}

function isKnown(finding: Finding | Accepted): boolean {
  return 'accepted' in finding && finding.accepted.by === 'baseline';
}

function suppressionOf({ accepted: { by, reason } }: Accepted): Suppression {
  return { kind: by === 'comment' ? 'inSource' : 'external', status: 'accepted', justification: textOf(reason) };
}

function notificationOf({ file, line, kind, message }: Diagnostic, context: RenderContext): Notification {
  return {
    level: kind === 'parse' || kind === 'unreadable' ? 'warning' : 'note',
    message: { text: textOf(message) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file, context) },
          ...(line === undefined ? {} : { region: { startLine: line } }),
        },
      },
    ],
  };
}

function locationOf(place: Location, context: RenderContext): SarifLocation & { physicalLocation: PhysicalLocation } {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(place.file, context), uriBaseId: '%SRCROOT%' },
      region: regionOf(place, context),
    },
  };
}

/** One line: an alert is shown on a pull request only where all its lines are part of the change. */
function regionOf({ file, line, column, endLine, endColumn }: Location, { source }: RenderContext) {
  const region = { startLine: line, startColumn: column, endLine: line };
  if (endLine === line) return { ...region, endColumn };
  const length = linesOf(source(file) ?? '')[line - 1]?.length ?? 0;
  return { ...region, endColumn: Math.max(length, column) + 1 };
}

/** Relative to the repository; whatever a file is called, its path is one URI. */
function uriOf(file: string, { repositoryPath = '' }: RenderContext): string {
  const path = repositoryPath === '' ? file : `${repositoryPath}/${file}`;
  const segments = path.replace(/\p{Surrogate}/gu, '\ufffd').split('/');
  return segments.map(encodeURIComponent).join('/');
}

/** One line, without what could steer whoever shows it. */
function textOf(text: string): string {
  return printable(text, true).replace(/\s+/g, ' ').trim();
}
