import { sharedCounter } from '@coldstate/adapters/redis';

const served = sharedCounter('api-served.served', { role: 'counter' });

export async function POST() {
  await served.increment();
  return new Response(null, { status: 204 });
}

export async function GET(): Promise<Response> {
  return Response.json({ served: await served.get() });
}
