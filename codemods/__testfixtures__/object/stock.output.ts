import { sharedMap } from '@coldstate/adapters/redis';

const stock = sharedMap<number>('api-stock.stock', { role: 'counter', layout: 'collection' });

export async function PUT(request: Request) {
  const { sku, delivered } = await request.json();
  await stock.increment(sku, delivered);
  return new Response(null, { status: 204 });
}

export async function GET() {
  return Response.json({ products: await stock.size() });
}
