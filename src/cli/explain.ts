/** `coldstate explain FILE:LINE`: why the store at that place was judged as it was. */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { auditedBesideBaseline, contextOf } from './audit.js';
import type { Audit, AuditFunction } from './engine.js';
import { UsageError } from './failure.js';
import { EXIT, type ExitCode, type Host } from './host.js';
import { insideRoot } from './root.js';
import { pageLike } from './rules.js';
import type { Finding, Location } from '../model/report.js';
import { explanation, type Explainable } from '../report/explain.js';
import { listed, unique } from '../report/text.js';
import { severityNames } from '../report/words.js';

export interface ExplainRequest {
  place: string;
  root: string;
  directory: string;
  config: string | false | undefined;
  colour: boolean | undefined;
}

export async function runExplain(request: ExplainRequest, host: Host, audit: AuditFunction): Promise<ExitCode> {
  const { path, line } = parsePlace(request.place);
  const result = await auditedBesideBaseline(request, host, audit);
  const file = analysedFile(path, request.root, host.cwd, result);
  const known = storesOf(result).filter((judged) => mentions(judged, file));
  const stores = line === undefined ? known : nearestTo(known, file, line);
  if (stores.length === 0) throw new UsageError(nothingThere(file, line, known, result));
  const context = contextOf(result, { ...request, failOn: 'none' }, host);
  host.stdout.write(stores.map((judged) => explanation(judged, context, result.report)).join(''));
  return EXIT.clean;
}

/** `FILE`, `FILE:LINE` or `FILE:LINE:COLUMN`, as editors and reports write it. */
export function parsePlace(place: string): { path: string; line?: number } {
  const match = /^(?<path>.+?)(?::(?<line>\d+))?(?::\d+)?$/.exec(place);
  const { path = place, line } = match?.groups ?? {};
  return line === undefined ? { path } : { path, line: Number(line) };
}

/** A path may be relative to where the user stands or, copied from a report, to the audited root. */
function analysedFile(path: string, root: string, cwd: string, audit: Audit): string {
  const candidates = unique([
    insideRoot(resolve(cwd, path), root),
    insideRoot(resolve(cwd, path), realpathSync(root)),
    insideRoot(resolve(root, path), root),
  ]).filter((candidate) => candidate !== undefined);
  const file = candidates.find((candidate) => audit.source(candidate) !== undefined);
  if (file !== undefined) return file;
  const page = pageLike(path);
  if (page !== undefined)
    throw new UsageError(`there is no file, rule or effect "${path}". Did you mean \`coldstate explain ${page}\`?`);
  throw new UsageError(
    candidates.length === 0
      ? `${path} is outside the audited directory ${root}. Name the directory with --dir.`
      : `${path} is not among the analysed files: it does not exist, is ignored, is a test, or is no source file.`,
  );
}

function storesOf({ report }: Audit): Explainable[] {
  return [...report.findings, ...report.accepted, ...report.cleared];
}

function mentions(judged: Explainable, file: string): boolean {
  return placesOf(judged).some((place) => place.file === file);
}

/** Where a store can be pointed at: its declaration first, then what goes with it, then where it is used. */
function placesOf(judged: Explainable): Location[] {
  return 'accesses' in judged ? [judged, ...judged.companions, ...judged.accesses, ...usesOf(judged)] : [judged];
}

function usesOf({ trail }: Finding): Location[] {
  return trail.filter(({ kind }) => kind === 'write' || kind === 'read');
}

const REACH = 2;

/** All stores that are equally near; a declaration is nearer than a use on the same line. */
function nearestTo(stores: readonly Explainable[], file: string, line: number): Explainable[] {
  const ranked = stores.map((judged) => ({
    judged,
    rank: Math.min(...placesOf(judged).map((place, index) => rankOf(place, index, file, line))),
  }));
  const best = Math.min(...ranked.map(({ rank }) => rank));
  return Number.isFinite(best) ? ranked.filter(({ rank }) => rank === best).map(({ judged }) => judged) : [];
}

function rankOf(place: Location, index: number, file: string, line: number): number {
  const away = place.file === file ? Math.max(place.line - line, line - place.endLine, 0) : Infinity;
  return away > REACH ? Infinity : away * 2 + (index === 0 ? 0 : 1);
}

function nothingThere(
  file: string,
  line: number | undefined,
  known: readonly Explainable[],
  { report }: Audit,
): string {
  const broken = report.diagnostics.find((diagnostic) => diagnostic.file === file);
  if (broken) return `${file} was not analysed: ${broken.message}`;
  if (known.length === 0) return `nothing in ${file} outlives a request, as far as coldstate can see.`;
  const stores = known
    .map((judged) => {
      const places = placesOf(judged).filter((candidate) => candidate.file === file);
      const away = Math.min(...places.map((place) => Math.abs(place.line - (line ?? 0))));
      return { judged, line: places[0]?.line ?? judged.line, away };
    })
    .sort((a, b) => a.away - b.away)
    .map(({ judged, line: at }) => `${judged.symbol} (line ${at}, ${verdictOf(judged)})`);
  return `no store at ${file}:${line ?? ''}. The nearest in this file: ${listed(stores, 6)}.`;
}

function verdictOf(judged: Explainable): string {
  if ('accepted' in judged) return judged.accepted.by === 'baseline' ? 'known' : 'accepted';
  return 'severity' in judged ? severityNames[judged.severity] : 'safe';
}
