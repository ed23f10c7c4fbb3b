const stock: Record<string, number> = {};

export async function PUT(request: Request) {
  const { sku, delivered } = await request.json();
  stock[sku] += delivered;
  return new Response(null, { status: 204 });
}

export async function GET() {
  return Response.json({ products: Object.keys(stock).length });
}
