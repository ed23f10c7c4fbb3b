import { sharedSet } from '@coldstate/adapters/redis';

const rooms = sharedSet('rooms.rooms', { role: 'connection-registry' });

export async function PUT(request: Request): Promise<Response> {
  await rooms.add(request.url);
  return new Response(null, { status: 204 });
}

export async function DELETE() {
  await rooms.clear();
  return new Response(null, { status: 204 });
}
