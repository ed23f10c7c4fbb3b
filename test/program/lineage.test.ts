import { describe, expect, it } from 'vitest';
import { reportOf } from '../judge/world.js';

/** Mixins, generated clients and modules that import each other can look as if a class extended itself. */
const files = {
  'package.json': '{ "name": "shop", "dependencies": { "next": "^15.0.0" } }',
  'src/a.ts': `
import { B } from './b';
export class A extends B { add(id) { this.seen = id; return super.add(id); } }
`,
  'src/b.ts': `
import { A } from './a';
export class B extends A { constructor() { super(); this.total = 0; } }
`,
  'src/app/api/orders/route.ts': `
import { A } from '../../../a';
const orders = new A();
export async function POST(request) {
  orders.last = await request.json();
  return Response.json(orders.add(orders.last.id));
}
`,
};

describe('classes that seem to extend themselves', () => {
  it('are audited as far as they are known', async () => {
    const { stats, diagnostics } = await reportOf({ platform: 'none', files });
    expect(stats.files).toBe(3);
    expect(diagnostics).toEqual([]);
  });
});
