/**
 * How ways of doing the same thing are compared on a machine that others use too: in each round every way has its turn, in random order, and what
 * counts is the median over the rounds of a ratio within one round. CPU time is that of this process, so the server's is not in it.
 */

/** One way of doing an operation. `at`: the how-manieth call this is; ways use it to spread over keys. */
export interface Way {
  readonly name: string;
  readonly call: (at: number) => Promise<unknown>;
}

export interface Load {
  readonly rounds: number;
  /** Of one turn. */
  readonly calls: number;
  readonly atOnce: number;
}

export interface Measured {
  readonly name: string;
  readonly perSecond: number;
  readonly cpuMicros: number;
  /** To each other way, by its name: how many calls this one makes while that one makes one; what a call costs beyond that one's. */
  readonly over: ReadonlyMap<string, { readonly ratio: number; readonly cpuMicros: number }>;
}

interface Turn {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

export async function measure(ways: readonly Way[], load: Load): Promise<Measured[]> {
  const turns = new Map<string, Turn[]>(ways.map(({ name }) => [name, []]));
  for (const way of ways) await turn(way, load);
  for (let round = 0; round < load.rounds; round++) {
    for (const way of shuffled(ways)) turns.get(way.name)?.push(await turn(way, load));
  }
  return [...turns].map(([name, own]) => ({
    name,
    perSecond: median(own.map(({ perSecond }) => perSecond)),
    cpuMicros: median(own.map(({ cpuMicros }) => cpuMicros)),
    over: new Map([...turns].map(([other, theirs]) => [other, paired(own, theirs)])),
  }));
}

/** Its first tenth is not counted: the caches are still the way's before. No collection is forced, which would throw away compiled code too. */
async function turn({ call }: Way, { calls, atOnce }: Load): Promise<Turn> {
  await callsOf(call, 0, Math.ceil(calls / 10), atOnce);
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  await callsOf(call, calls, 2 * calls, atOnce);
  const [seconds, { user, system }] = [(performance.now() - began) / 1000, process.cpuUsage(cpu)];
  return { perSecond: calls / seconds, cpuMicros: (user + system) / calls };
}

async function callsOf(call: Way['call'], from: number, to: number, atOnce: number): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    while (next < to) await call(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function paired(own: readonly Turn[], theirs: readonly Turn[]): { ratio: number; cpuMicros: number } {
  const pairs = own.flatMap((mine, round) => {
    const other = theirs[round];
    return other === undefined ? [] : [{ mine, other }];
  });
  return {
    ratio: median(pairs.map(({ mine, other }) => mine.perSecond / other.perSecond)),
    cpuMicros: median(pairs.map(({ mine, other }) => mine.cpuMicros - other.cpuMicros)),
  };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that `share` of them do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
