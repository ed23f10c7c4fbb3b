import { describe, expect, it } from 'vitest';
import { flowed } from '../../src/program/flow.js';

/** Labels that start at nodes, in a graph that is written down as who leads to whom. */
function flowing(
  edges: Record<string, string[]>,
  starts: Record<string, string[]>,
  closed: readonly string[] = [],
): { at: (node: string) => string[]; asked: () => number } {
  let count = 0;
  const find = flowed<string>({
    starts: new Map(Object.entries(starts).map(([node, labels]) => [node, new Set(labels)])),
    next: (node) => {
      count++;
      return edges[node] ?? [];
    },
    passes: (node) => !closed.includes(node),
  });
  return { at: (node) => [...find(node)].sort(), asked: () => count };
}

describe('labels that flow along a graph', () => {
  it('come to all that their starts lead to, rings included', () => {
    const { at } = flowing(
      { web: ['orders'], jobs: ['mail'], orders: ['db'], db: ['orders', 'mail'] },
      { web: ['w'], jobs: ['j'] },
    );
    expect(at('web')).toEqual(['w']);
    expect(at('orders')).toEqual(['w']);
    expect(at('mail')).toEqual(['j', 'w']);
    expect(at('elsewhere')).toEqual([]);
  });

  it('stop where nothing passes, which sends on what starts there all the same', () => {
    const { at } = flowing({ web: ['page'], page: ['chart'] }, { web: ['w'], page: ['p'] }, ['page']);
    expect(at('page')).toEqual(['p', 'w']);
    expect(at('chart')).toEqual(['p']);
  });

  it('ask each node for its edges about as often as something new comes to it, not once for each node that is asked about', () => {
    const size = 2000;
    const edges = Object.fromEntries(
      Array.from({ length: size }, (_, at) => [`n${at}`, [`n${(at + 1) % size}`, `n${(at * 7) % size}`]]),
    );
    const { at, asked } = flowing(edges, { n0: ['a'], n1000: ['b'] });
    for (const node of Object.keys(edges)) expect(at(node)).toEqual(['a', 'b']);
    expect(asked()).toBeLessThanOrEqual(3 * size);
  });
});
