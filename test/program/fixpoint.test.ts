import { describe, expect, it } from 'vitest';
import { Fixpoint } from '../../src/program/fixpoint.js';

/** Answers of names that are defined through each other: what a name answers is its own and that of all the names it uses. */
function answersOf(uses: Record<string, string[]>): { ask: (name: string) => string[]; worked: Map<string, number> } {
  const worked = new Map<string, number>();
  const fixpoint = new Fixpoint<string, string>((answers) => [...new Set(answers)]);
  const visit = (name: string): readonly string[] =>
    fixpoint.ask(
      name,
      () => {
        worked.set(name, (worked.get(name) ?? 0) + 1);
        return [name, ...(uses[name] ?? []).flatMap(visit)];
      },
      () => [name],
    );
  return { ask: (name) => [...visit(name)].sort(), worked };
}

describe('answers that are defined through each other', () => {
  it('are all that can be reached, whoever is asked first', () => {
    const uses = { a: ['b'], b: ['c', 'd'], c: ['a', 'e'], d: ['c'], e: [] };
    for (const first of Object.keys(uses)) {
      const { ask } = answersOf(uses);
      ask(first);
      expect(Object.keys(uses).map(ask), `asked for ${first} first`).toEqual([
        ['a', 'b', 'c', 'd', 'e'],
        ['a', 'b', 'c', 'd', 'e'],
        ['a', 'b', 'c', 'd', 'e'],
        ['a', 'b', 'c', 'd', 'e'],
        ['e'],
      ]);
    }
  });

  it('settle together: nobody in a ring of two hundred is worked out two hundred times', () => {
    const uses = Object.fromEntries(
      Array.from({ length: 200 }, (_, at) => [`n${at}`, [`n${(at + 1) % 200}`, `n${(at * 7) % 200}`]]),
    );
    const { ask, worked } = answersOf(uses);
    for (const name of Object.keys(uses)) expect(ask(name)).toHaveLength(200);
    expect(Math.max(...worked.values())).toBeLessThanOrEqual(8);
  });

  it('are worked out once where no ring is', () => {
    const { ask, worked } = answersOf({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] });
    expect(ask('a')).toEqual(['a', 'b', 'c', 'd']);
    expect([...worked.values()]).toEqual([1, 1, 1, 1]);
  });

  it('are worked out anew where something was lacking, with those that rely on it, and nowhere else', () => {
    const uses: Record<string, string[]> = {
      a: ['b', 'lacking'],
      b: ['c'],
      c: ['b'],
      d: ['a', 'c'],
      e: ['f'],
      f: ['e', 'd'],
    };
    const worked: string[] = [];
    const lacking: { answers?: string[] } = {};
    const fixpoint = new Fixpoint<string, string>((answers) => [...new Set(answers)]);
    const visit = (name: string): readonly string[] =>
      fixpoint.ask(name, () => {
        worked.push(name);
        if (name !== 'lacking') return [name, ...(uses[name] ?? []).flatMap(visit)];
        if (!lacking.answers) fixpoint.doubt();
        return lacking.answers ?? [];
      });
    const ask = (name: string): string[] => [...visit(name)].sort();
    expect(['c', 'e', 'd'].map(ask)).toEqual([
      ['b', 'c'],
      ['a', 'b', 'c', 'd', 'e', 'f'],
      ['a', 'b', 'c', 'd'],
    ]);

    worked.length = 0;
    lacking.answers = ['known'];
    fixpoint.reconsider();
    expect(['c', 'e', 'd'].map(ask)).toEqual([
      ['b', 'c'],
      ['a', 'b', 'c', 'd', 'e', 'f', 'known'],
      ['a', 'b', 'c', 'd', 'known'],
    ]);
    expect([...new Set(worked)].sort()).toEqual(['a', 'd', 'e', 'f', 'lacking']);
  });
});
