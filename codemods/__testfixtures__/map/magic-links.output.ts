import { randomUUID } from 'node:crypto';
import { sharedMap } from '@coldstate/adapters/redis';

/** Whose address a link proves. */
const links = sharedMap<string>('api-magic.links', { role: 'session', ttl: { s: 900 } });

export async function POST(request: Request) {
  const { email } = await request.json();
  const token = randomUUID();
  await links.set(token, email);
  return Response.json({ token });
}

export async function GET(request: Request) {
  const token = new URL(request.url).searchParams.get('token') ?? '';
  const email = await links.take(token);
  if (!email) return Response.json({ error: 'invalid link' }, { status: 401 });
  return Response.json({ email });
}
