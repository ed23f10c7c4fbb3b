const usernames = new Map<string, string>();

export async function POST(request: Request) {
  const { name, userId } = await request.json();
  if (usernames.has(name)) return Response.json({ error: 'taken' }, { status: 400 });
  usernames.set(name, userId);
  return Response.json({ name }, { status: 201 });
}

export async function GET(request: Request) {
  const name = new URL(request.url).searchParams.get('name') ?? '';
  return Response.json({ userId: usernames.get(name) });
}
