/** What two requests on two instances see of one store, drawn with the routes and places of the finding. */
import type { Finding, TrailStep } from '../../model/report.js';
import type { Effect } from '../../model/words.js';
import { noteOf, requestPaths, type RequestPath } from '../trail.js';

/** What stands between the write and the read that misses it. */
const between: Partial<Record<Effect, string>> = {
  'cold-start-loss': 'instance A is recycled, a new one starts empty',
  'instance-divergence': 'the next request reaches another instance',
  'lost-updates': 'the next request reaches another instance',
  'no-durability': 'a deploy replaces every instance',
  'breaks-on-scale-out': 'traffic grows, more instances start empty',
  'unit-duplicate': 'the other route is deployed as a unit of its own',
};

/** `undefined` where the trail does not show both a request that writes and a request that reads. */
export function diagram(finding: Finding): string | undefined {
  const effect = finding.effects.find((candidate) => between[candidate] !== undefined);
  const paths = requestPaths(finding.trail);
  const writing = lastWith(paths, 'write');
  const reading = lastWith(paths, 'read');
  if (effect === undefined || !writing || !reading) return undefined;
  const width = Math.max(...[writing, reading].map((path) => routeOf(path).length));
  return [
    `Request 1  ${routeOf(writing).padEnd(width)}  →  instance A`,
    `           writes ${finding.symbol} (${placeOf(writing, 'write')})`,
    `           … ${between[effect] ?? ''} …`,
    `Request 2  ${routeOf(reading).padEnd(width)}  →  instance B`,
    `           reads ${finding.symbol} (${placeOf(reading, 'read')}): what request 1 wrote is not there`,
  ].join('\n');
}

function routeOf(path: RequestPath): string {
  return path.steps[0] ? noteOf(path.steps[0]) : '';
}

function lastWith(paths: readonly RequestPath[], kind: TrailStep['kind']): RequestPath | undefined {
  return paths.findLast((path) => path.ends.some((end) => end.kind === kind));
}

function placeOf(path: RequestPath, kind: TrailStep['kind']): string {
  const step = path.ends.find((end) => end.kind === kind);
  return step ? `${step.file}:${step.line}` : '';
}
