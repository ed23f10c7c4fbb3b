import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { problemsOf, type Problem } from './check.js';
import { gapOf } from './gaps.js';
import { describePlan, planOf, type Plan } from './plan.js';
import { shrunk } from './shrink.js';
import { programOf } from './write.js';

/** More than these would say nothing new. */
const MOST_FAILURES = 5;

export interface Outcome {
  programs: number;
  /** For whoever reads a failed run: what is wrong, and how to see it again. */
  failures: readonly string[];
  /** How often each known gap was met. */
  gaps: ReadonlyMap<string, number>;
}

export async function run(seeds: Iterable<number>): Promise<Outcome> {
  const failures: string[] = [];
  const gaps = new Map<string, number>();
  let programs = 0;
  for (const seed of seeds) {
    programs++;
    const plan = planOf(seed);
    const problems = await problemsOf(plan);
    for (const gap of problems.flatMap((problem) => gapOf(problem, plan) ?? []))
      gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
    const news = problems.find((problem) => !gapOf(problem, plan));
    if (news) failures.push(await describeFailure(plan, news));
    if (failures.length >= MOST_FAILURES) break;
  }
  return { programs, failures, gaps };
}

async function newProblems(plan: Plan): Promise<Problem[]> {
  return (await problemsOf(plan)).filter((problem) => !gapOf(problem, plan));
}

async function describeFailure(plan: Plan, { kind }: Problem): Promise<string> {
  const small = await shrunk(plan, async (simpler) => (await newProblems(simpler)).some((one) => one.kind === kind));
  const problems = await newProblems(small);
  const { files } = programOf(small);
  const texts = Object.entries(files).map(([file, text]) => `--- ${file}\n${text}`);
  return [
    `seed ${plan.seed}: ${problems.map((problem) => `${problem.kind}: ${problem.says}`).join('\n')}`,
    `Replay it: npm run test:programs -- --seed ${plan.seed}`,
    `The whole program: ${saved(`${plan.seed}-`, plan)}`,
    `Shrunk, in ${saved(`${plan.seed}-small-`, small)}:`,
    describePlan(small),
    ...texts,
  ].join('\n');
}

/** Writes a program where people and `coldstate audit` can look at it. */
function saved(name: string, plan: Plan): string {
  const directory = mkdtempSync(join(tmpdir(), `coldstate-program-${name}`));
  for (const [file, text] of Object.entries(programOf(plan).files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  return directory;
}
