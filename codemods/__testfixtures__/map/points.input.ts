const points = new Map<string, number>();

export async function POST(request: Request) {
  const { player, gained } = await request.json();
  points.set(player, (points.get(player) ?? 0) + gained);
  return new Response(null, { status: 204 });
}

export function GET(request: Request): Response {
  const player = new URL(request.url).searchParams.get('player') ?? '';
  return Response.json({ points: points.get(player) ?? 0 });
}
