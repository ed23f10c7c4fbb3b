import { sharedList } from '@coldstate/adapters/redis';

interface Entry {
  at: number;
  text: string;
}

const MAX_ENTRIES = 100;
const events = sharedList<Entry>('api-events.events', { role: 'history', cap: MAX_ENTRIES });

export async function POST(request: Request) {
  const { text } = await request.json();
  await events.push({ at: Date.now(), text });
  return new Response(null, { status: 204 });
}

export async function GET() {
  return Response.json({ events: await events.slice() });
}
