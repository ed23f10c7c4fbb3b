import { judgementsOf, type Case } from './case.js';
import { isLoud } from './world.js';

export interface Score {
  /** Unsafe stores that are found, of all that there are. */
  recall: number;
  /** Loud findings that are unsafe stores, of all in cases that list every one. */
  precision: number;
  /** Right among the found, averaged over the classes, so that one constant answer does not score. */
  role: number;
  severity: number;
}

/** The figures of `bench/`, over cases. */
export async function scoreOf(cases: readonly Case[]): Promise<Score> {
  const roles = new Classes();
  const severities = new Classes();
  const sum = { unsafe: 0, found: 0, loud: 0, right: 0 };
  for (const one of cases) {
    const { met, others } = await judgementsOf(one);
    sum.loud += others.length;
    for (const { wanted, found } of met) {
      const isUnsafe = wanted.verdict === 'unsafe';
      const isFound = found !== undefined && isLoud(found);
      if (isUnsafe) sum.unsafe++;
      if (!isFound) continue;
      sum.loud++;
      if ([wanted.verdict].flat().includes('unsafe')) sum.right++;
      if (!isUnsafe) continue;
      sum.found++;
      if (wanted.role) roles.add([wanted.role].flat(), found.role);
      if (wanted.severity) severities.add([wanted.severity].flat(), found.severity);
    }
  }
  return {
    recall: sum.found / sum.unsafe,
    precision: sum.right / sum.loud,
    role: roles.average(),
    severity: severities.average(),
  };
}

class Classes {
  readonly #tallies = new Map<string, { all: number; right: number }>();

  /** Where several answers are right, the class is the one that was given. */
  add(wanted: readonly string[], got: string): void {
    const name = wanted.find((one) => one === got) ?? wanted[0] ?? '';
    const tally = this.#tallies.get(name) ?? { all: 0, right: 0 };
    tally.all++;
    if (name === got) tally.right++;
    this.#tallies.set(name, tally);
  }

  average(): number {
    const shares = [...this.#tallies.values()].map(({ all, right }) => right / all);
    return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  }
}
