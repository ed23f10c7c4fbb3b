import { check } from './passwords.js';
import { sharedMap } from '@coldstate/adapters/redis';

const attempts = sharedMap<number>('api-login.attempts', { role: 'security', ttl: { s: 900 } });

export async function POST(request: Request) {
  const { user, password } = await request.json();
  if (await check(user, password)) {
    await attempts.delete(user);
    return new Response('welcome');
  }
  const count = await attempts.increment(user);
  return new Response(`attempt ${count}`, { status: 401 });
}
