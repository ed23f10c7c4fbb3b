import { describe, expect, it } from 'vitest';
import { reportOf, type World } from './world.js';

/** Which functions are said to read a store. */

async function readersOf(symbol: string, files: World['files']): Promise<string[]> {
  const { findings } = await reportOf({ platform: 'next', files });
  const found = findings.find((finding) => finding.symbol === symbol);
  return [...new Set(found?.accesses.filter(({ operation }) => operation === 'read').map(({ file }) => file))].sort();
}

const ORDERS = `
const orders = new Map();
let lastId = 0;
export function open(note) {
  lastId += 1;
  const order = { id: lastId, note };
  orders.set(order.id, order);
  return order;
}
export const first = () => orders.get(1);
`;

describe('a number of a variable', () => {
  it('is read where the variable is named, and not where its copy in a record is', async () => {
    const files = {
      'orders.ts': ORDERS,
      'app/api/orders/route.ts': `
import { first, open } from '../../../orders';
export async function POST() { return Response.json({ id: open('new').id }); }
export async function GET() { return Response.json({ id: first().id }); }
`,
    };
    expect(await readersOf('lastId', files)).toEqual(['orders.ts']);
  });

  it('is read through the namespace of its module and through a getter', async () => {
    const files = {
      'hits.ts': `
export let hits = 0;
export function count() { hits += 1; }
export const now = { get hits() { return hits; } };
`,
      'app/api/hit/route.ts': `
import { count } from '../../../hits';
export async function POST() { count(); return new Response(null); }
`,
      'app/api/hits/route.ts': `
import * as store from '../../../hits';
export async function GET() { return Response.json({ hits: store.hits }); }
`,
      'app/api/now/route.ts': `
import { now } from '../../../hits';
export async function GET() { return Response.json({ hits: now.hits }); }
`,
    };
    expect(await readersOf('hits', files)).toEqual(['app/api/hits/route.ts', 'app/api/now/route.ts', 'hits.ts']);
  });
});
