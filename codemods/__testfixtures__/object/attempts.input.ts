import { check } from './passwords.js';

const attempts: Record<string, number> = {};

export async function POST(request: Request) {
  const { user, password } = await request.json();
  if (await check(user, password)) {
    delete attempts[user];
    return new Response('welcome');
  }
  const count = ++attempts[user];
  return new Response(`attempt ${count}`, { status: 401 });
}
