/** One section for each severity, one chapter for each file: what is wrong, as it stands in the code, and what to do. */
import type { RenderContext } from '../reporter.js';
import { capitalised, groupBy, sentence } from '../text.js';
import { noteOf } from '../trail.js';
import { effectNames, formNames, reachNames, roleNames } from '../words.js';
import { diagram } from './diagram.js';
import { anchorOf, fenced, indented, inlineCode, languageOf, prose, table } from './escape.js';
import { excerpt, quotedDeclarations } from './quote.js';
import { STORAGE_TITLE } from './storage.js';
import type { Finding, Remedy, TrailStep } from '../../model/report.js';

/** `first` is the number of the first chapter, so that numbers run through the whole report. */
export function issueChapters(findings: readonly Finding[], first: number, context: RenderContext): string[] {
  return [...groupBy(findings, (finding) => finding.file)].flatMap(([file, inFile], index) => [
    `### ${first + index}. ${prose(titleOf(file))} (${inlineCode(file)})`,
    '',
    ...chapter(file, inFile, context),
  ]);
}

function chapter(file: string, findings: readonly Finding[], context: RenderContext): string[] {
  const companions = findings.flatMap((finding) => finding.companions).filter((companion) => companion.file === file);
  const code = quotedDeclarations([...findings, ...companions], context.source(file));
  return [
    '**Issues:**',
    '',
    ...findings.flatMap(issuePoints),
    '',
    ...(code === undefined ? [] : ['**Current implementation:**', '', fenced(code, languageOf(file)), '']),
    '**Impact:**',
    '',
    ...findings.flatMap((finding) => impactPoints(finding, findings.length > 1)),
    '',
    ...findings.flatMap((finding) => trail(finding, context)),
    '**Suggested solutions:**',
    '',
    ...findings.flatMap((finding) =>
      finding.remedies.flatMap((remedy) => remedyPoint(remedy, finding, findings.length > 1)),
    ),
    '',
  ];
}

function issuePoints(finding: Finding): string[] {
  const { symbol, form, role, line, endLine, rule, reached } = finding;
  const reach = reached === 'yes' ? '' : `, ${reachNames[reached]}`;
  return [
    `- **${inlineCode(symbol)}**, ${formNames[form]} used as ${roleNames[role]} (${linesText(line, endLine)}, ${inlineCode(rule)}${reach}): ${prose(finding.message)}`,
    ...finding.companions.map((companion) => {
      const place =
        companion.file === finding.file
          ? linesText(companion.line, companion.endLine)
          : inlineCode(`${companion.file}:${companion.line}`);
      return `  - with ${inlineCode(companion.symbol)}, ${formNames[companion.form]} (${place}): ${prose(companion.note)}`;
    }),
  ];
}

function linesText(line: number, endLine: number): string {
  return endLine > line ? `lines ${line}-${endLine}` : `line ${line}`;
}

function impactPoints(finding: Finding, named: boolean): string[] {
  const name = named ? `${inlineCode(finding.symbol)}, ` : '';
  return finding.impact.map((text, index) => {
    const effect = finding.effects[index];
    return `- ${effect === undefined ? '' : `${capitalised(name === '' ? effectNames[effect] : `${name}${effectNames[effect]}`)}: `}${prose(text)}`;
  });
}

const stepTitles: Record<TrailStep['kind'], string> = {
  declare: 'declared',
  entry: 'request',
  call: 'call',
  write: 'write',
  read: 'read',
};

function trail(finding: Finding, context: RenderContext): string[] {
  if (finding.trail.length === 0) return [];
  const rows = finding.trail.map((step) => {
    const code = excerpt(step, context.source(step.file));
    return [
      stepTitles[step.kind],
      inlineCode(`${step.file}:${step.line}`),
      step.kind === 'entry' || step.kind === 'call' ? inlineCode(noteOf(step)) : prose(noteOf(step)),
      code === undefined ? '' : inlineCode(code),
    ];
  });
  const picture = finding.severity === 'critical' ? diagram(finding) : undefined;
  return [
    `**Trail of ${inlineCode(finding.symbol)}:**`,
    '',
    ...table(['Step', 'Where', 'What', 'Code'], rows),
    '',
    ...(picture === undefined ? [] : [fenced(picture, 'text'), '']),
  ];
}

/** Code for a store of its own stands under "Recommended external storage", where the stores of one backend are together. */
function remedyPoint(remedy: Remedy, finding: Finding, named: boolean): string[] {
  const name = named ? `${inlineCode(finding.symbol)}: ` : '';
  const detail = remedy.detail === undefined ? '' : ` ${prose(sentence(remedy.detail))}`;
  const elsewhere =
    remedy.kind === 'adapter' && remedy.code !== undefined
      ? ` Code: [${STORAGE_TITLE}](#${anchorOf(STORAGE_TITLE)}).`
      : '';
  const code = elsewhere === '' ? remedy.code : undefined;
  return [
    `- ${name}${prose(sentence(remedy.title))}${detail}${elsewhere}`,
    ...(code === undefined ? [] : ['', indented(fenced(code, languageOf(finding.file))), '']),
  ];
}

/** A line each: these should not bury the rest. */
export function advisorySection(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  return [
    'These cost latency or freshness at most, or no entry point reaches them.',
    '',
    ...findings.map((finding) => {
      const reach = finding.reached === 'no' ? `, ${reachNames.no}` : '';
      const place = inlineCode(`${finding.file}:${finding.line}`);
      return `- ${inlineCode(finding.symbol)} (${place}, ${roleNames[finding.role]}${reach}): ${prose(finding.message)}`;
    }),
  ];
}

/** `src/lib/session-store.ts` → `Session store`; a file whose name says nothing takes that of its directory. */
export function titleOf(file: string): string {
  const parts = file.split('/').map((part) => part.replace(/^[[(]+\.*|[\])]+$/g, ''));
  const stem = (parts.at(-1) ?? file).replace(/\.\w+$/, '');
  const nameless = /^\+?(?:index|route|page|main|handler|server|layout|mod)$/.test(stem) && parts.length > 1;
  const name = nameless ? `${parts.at(-2) ?? ''} ${stem === 'index' ? '' : stem.replace('+', '')}` : stem;
  return capitalised(
    name
      .replace(/([a-z\d])([A-Z])/g, '$1 $2')
      .replace(/[-_.\s]+/g, ' ')
      .trim()
      .toLowerCase(),
  );
}
