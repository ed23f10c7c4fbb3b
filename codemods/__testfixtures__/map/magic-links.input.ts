import { randomUUID } from 'node:crypto';

/** Whose address a link proves. */
const links: Map<string, string> = new Map();

export async function POST(request: Request) {
  const { email } = await request.json();
  const token = randomUUID();
  links.set(token, email);
  return Response.json({ token });
}

export async function GET(request: Request) {
  const token = new URL(request.url).searchParams.get('token') ?? '';
  const email = links.get(token);
  links.delete(token);
  if (!email) return Response.json({ error: 'invalid link' }, { status: 401 });
  return Response.json({ email });
}
