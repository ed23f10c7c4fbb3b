import { sharedMap } from '@coldstate/adapters/dynamodb';

const usernames = sharedMap<string>('api-usernames.usernames', { role: 'user-data' });

export async function POST(request: Request) {
  const { name, userId } = await request.json();
  if (!(await usernames.setIfAbsent(name, userId)).stored) return Response.json({ error: 'taken' }, { status: 400 });
  return Response.json({ name }, { status: 201 });
}

export async function GET(request: Request) {
  const name = new URL(request.url).searchParams.get('name') ?? '';
  return Response.json({ userId: await usernames.get(name) });
}
