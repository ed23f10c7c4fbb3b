import { sharedMap } from '@coldstate/adapters/redis';

const points = sharedMap<number>('api-points.points', { role: 'counter' });

export async function POST(request: Request) {
  const { player, gained } = await request.json();
  await points.increment(player, gained);
  return new Response(null, { status: 204 });
}

export async function GET(request: Request): Promise<Response> {
  const player = new URL(request.url).searchParams.get('player') ?? '';
  return Response.json({ points: (await points.get(player)) ?? 0 });
}
