/** What a path asks of the backends: operations, the round trips they take, and DynamoDB's units. */
import type { Count, OperationCost } from '../costs.js';
import type { Destination } from '../types.js';
import { between, either, exactly, NONE, perTurn, plus, repeated, type Amount } from './amount.js';

export interface Cost {
  readonly operations: Amount;
  readonly trips: Amount;
  readonly reads: Amount;
  readonly writes: Amount;
  /** Names of the collections that are asked. */
  readonly stores: ReadonlySet<string>;
  /** Functions of the project that run. */
  readonly functions: ReadonlySet<object>;
}

export const FREE: Cost = {
  ...{ operations: NONE, trips: NONE, reads: NONE, writes: NONE },
  stores: new Set(),
  functions: new Set(),
};

export function costOf(operation: OperationCost, to: Destination, store: string): Cost {
  return {
    operations: exactly(1),
    trips: amountOf(operation[to]),
    reads: amountOf(operation.reads),
    writes: amountOf(operation.writes),
    stores: new Set([store]),
    functions: new Set(),
  };
}

const amountOf = (count: Count): Amount =>
  count === 'each' ? perTurn(1) : typeof count === 'number' ? exactly(count) : between(...count);

type Join = (a: Amount, b: Amount) => Amount;

function joined(a: Cost, b: Cost, join: Join): Cost {
  if (a === b && a === FREE) return FREE;
  return {
    operations: join(a.operations, b.operations),
    trips: join(a.trips, b.trips),
    reads: join(a.reads, b.reads),
    writes: join(a.writes, b.writes),
    stores: new Set([...a.stores, ...b.stores]),
    functions: new Set([...a.functions, ...b.functions]),
  };
}

export const both = (a: Cost, b: Cost): Cost => joined(a, b, plus);
export const oneOf = (a: Cost, b: Cost): Cost => joined(a, b, either);
export const maybe = (cost: Cost): Cost => oneOf(FREE, cost);
export const sumOf = (costs: readonly Cost[]): Cost => costs.reduce(both, FREE);

export function manyTimes(cost: Cost): Cost {
  return {
    ...cost,
    operations: repeated(cost.operations),
    trips: repeated(cost.trips),
    reads: repeated(cost.reads),
    writes: repeated(cost.writes),
  };
}
