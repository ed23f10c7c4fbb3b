/** A finding as two requests: the one that writes, and the one that reads and misses it. */
import { labelOf } from '../../model/label.js';
import type { Finding, Report, TrailStep } from '../../model/report.js';
import { groupBy, listed, unique } from '../text.js';
import { noteOf } from '../trail.js';

export interface Story {
  readonly symbol: string;
  /** `POST /links`, or what is known instead of it. */
  readonly writer: string;
  readonly reader: string;
  /** What the two are deployed in, where that is known. */
  readonly writerUnit: string | undefined;
  readonly readerUnit: string | undefined;
  /** `src/links.ts:12`; absent where the trail does not show it. */
  readonly writtenAt: string | undefined;
  readonly readAt: string | undefined;
}

/** The unit that serves a request, by what the trail calls it; undefined for what several serve. */
export type UnitOf = (request: string) => string | undefined;

export function unitsByRequest({ entryPoints }: Report): UnitOf {
  const units = groupBy(entryPoints, labelOf);
  return (request) => {
    const [unit, ...others] = unique((units.get(request) ?? []).map((entry) => entry.unit));
    return others.length === 0 ? unit : undefined;
  };
}

export function storyOf(finding: Finding, unitOf: UnitOf): Story {
  const write = finding.trail.find(({ kind }) => kind === 'write');
  const read = finding.trail.findLast(({ kind }) => kind === 'read');
  const [writer] = requestsThat('write', finding);
  const reader = requestsThat('read', finding).at(-1);
  return {
    symbol: finding.symbol,
    writer: writer ?? 'A request',
    reader: reader ?? 'A later request',
    writerUnit: writer === undefined ? undefined : unitOf(writer),
    readerUnit: reader === undefined ? undefined : unitOf(reader),
    writtenAt: write && placeText(write),
    readAt: read && placeText(read),
  };
}

/** The requests on whose behalf the trail writes or reads, each once. */
export function requestsThat(kind: 'write' | 'read', { trail }: Finding): string[] {
  const requests = trail.flatMap((step, at) => (step.kind === kind ? (requestOf(step, trail.slice(0, at)) ?? []) : []));
  return unique(requests);
}

/** What the step itself says comes first: a read may belong to another request than the calls that lead to the write before it. */
function requestOf(step: TrailStep, before: readonly TrailStep[]): string | undefined {
  const said = /^(?:and )?(?:written|read) here on (?<request>.+)$/.exec(step.note)?.groups?.request;
  if (said !== undefined) return said;
  const entry = before.findLast(({ kind }) => kind === 'entry');
  return entry && noteOf(entry);
}

export function placeText({ file, line }: { file: string; line: number }): string {
  return `${file}:${line}`;
}

/** The units that reach a store, as a heading says it. */
export function unitsText(units: readonly string[]): string {
  return units.length === 0 ? 'no unit that is known' : listed(units, 4);
}
