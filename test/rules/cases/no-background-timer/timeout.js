import express from 'express';

export const app = express();

app.get('/slow', async (req, res) => {
  const timer = setTimeout(() => res.status(504).end(), 5_000);
  const answer = await fetch('https://example.com/slow');
  clearTimeout(timer);
  res.send(await answer.text());
});
