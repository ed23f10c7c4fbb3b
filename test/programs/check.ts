import type { Finding } from '../../src/model/report.js';
import { auditInMemory } from './memory.js';
import type { Plan } from './plan.js';
import { programOf, type Program } from './write.js';

export type ProblemKind = 'crash' | 'parse' | 'missed' | 'unnamed' | 'alarm';

export interface Problem {
  kind: ProblemKind;
  says: string;
  /** Number of the feature that was misjudged. */
  claim?: number;
}

const isLoud = ({ verdict, severity }: Finding): boolean => verdict === 'unsafe' && severity !== 'low';

/** What the engine says of a program, against what is true of it. */
export async function problemsOf(plan: Plan): Promise<Problem[]> {
  const program = programOf(plan);
  try {
    const { report } = await auditInMemory(program.files);
    const broken = report.diagnostics.map(({ file, line, message }): Problem => ({
      kind: 'parse',
      says: `${file}:${line ?? 0} ${message}`,
    }));
    return [...broken, ...misjudged(program, report.findings)];
  } catch (error) {
    return [{ kind: 'crash', says: error instanceof Error ? (error.stack ?? error.message) : String(error) }];
  }
}

function* misjudged({ truths, places }: Program, findings: readonly Finding[]): Generator<Problem> {
  const claimsOf = (finding: Finding): number[] =>
    [finding, ...finding.companions].flatMap(({ file, line }) =>
      places.filter((place) => place.file === file && place.from <= line && line <= place.to).map(({ claim }) => claim),
    );
  const claimed = findings.map((finding) => ({ finding, claims: claimsOf(finding) }));
  for (const [claim, { rows, truth }] of truths.entries()) {
    const told = claimed.filter(({ claims }) => claims.includes(claim)).map(({ finding }) => finding);
    const said = told.map(wordsOf).join(', ') || 'nothing';
    const loud = told.some(isLoud);
    if (truth === 'loud' && !loud) yield { kind: 'missed', says: `${rows}: ${said}`, claim };
    if (truth !== 'loud' && loud) yield { kind: 'alarm', says: `${rows}: ${said}`, claim };
    if (truth === 'advisory' && told.length === 0) yield { kind: 'unnamed', says: rows, claim };
  }
  for (const { finding, claims } of claimed)
    if (claims.length === 0 && isLoud(finding)) yield { kind: 'alarm', says: `elsewhere: ${wordsOf(finding)}` };
}

const wordsOf = ({ file, line, symbol, verdict, role, severity, reached }: Finding): string =>
  `${symbol} at ${file}:${line} is ${verdict} (${role}, ${severity}, reached: ${reached})`;
