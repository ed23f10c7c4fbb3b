/** A finding's evidence as one story: where it is declared, who writes it on which request, who reads it then. */
import type { Finding, TrailStep } from '../model/report.js';

/** The way of a request into the program: its entry point, the calls, and the accesses that they lead to. */
export interface RequestPath {
  steps: TrailStep[];
  ends: TrailStep[];
}

/** Trails list steps in order, so an access belongs to the entry point and the calls that stand before it. */
export function requestPaths(trail: readonly TrailStep[]): RequestPath[] {
  const paths: RequestPath[] = [];
  let steps: TrailStep[] = [];
  for (const step of trail) {
    if (step.kind === 'entry') steps = [step];
    else if (step.kind === 'call') steps = [...steps, step];
    else if (step.kind !== 'declare' && steps.length > 0) {
      const last = paths.at(-1);
      if (last?.steps === steps) last.ends.push(step);
      else paths.push({ steps, ends: [step] });
    }
  }
  return paths;
}

const defaultNotes: Record<TrailStep['kind'], string> = {
  declare: 'declared here',
  entry: 'a request enters here',
  call: 'called here',
  write: 'written here',
  read: 'read here',
};

export function noteOf(step: TrailStep): string {
  return step.note === '' ? defaultNotes[step.kind] : step.note;
}

/** The steps that a picture of the code shows; the declaration always is one. */
export function picturedSteps(finding: Finding): TrailStep[] {
  const steps = finding.trail.filter((step) => step.kind !== 'entry' && step.kind !== 'call');
  return steps.some((step) => step.kind === 'declare')
    ? steps
    : [{ ...placeOf(finding), kind: 'declare', note: '' }, ...steps];
}

/** The routes and handlers on the trail, in order, each once. */
export function routesOf(finding: Finding): string[] {
  return [...new Set(finding.trail.filter((step) => step.kind === 'entry').map(noteOf))];
}

export function placeOf({ file, line, column, endLine, endColumn }: Finding) {
  return { file, line, column, endLine, endColumn };
}
