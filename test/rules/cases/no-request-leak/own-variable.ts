import { Hono } from 'hono';

export const app = new Hono();

app.get('/me', async (c) => {
  const currentUser = c.req.header('x-user');
  const answer = await fetch('https://example.com/profile', { headers: { user: currentUser ?? '' } });
  return c.json({ user: currentUser, profile: await answer.json() });
});
