interface Entry {
  at: number;
  text: string;
}

const MAX_ENTRIES = 100;
const events: Entry[] = [];

export async function POST(request: Request) {
  const { text } = await request.json();
  if (events.length >= MAX_ENTRIES) events.shift();
  events.push({ at: Date.now(), text });
  return new Response(null, { status: 204 });
}

export async function GET() {
  return Response.json({ events });
}
