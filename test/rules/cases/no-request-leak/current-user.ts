import { Hono } from 'hono';

let currentUser: string | undefined; // reported

export const app = new Hono();

app.get('/me', async (c) => {
  currentUser = c.req.header('x-user');
  const answer = await fetch('https://example.com/profile', { headers: { user: currentUser ?? '' } });
  return c.json({ user: currentUser, profile: await answer.json() });
});
