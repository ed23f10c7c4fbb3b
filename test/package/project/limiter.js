import express from 'express';

const attempts = new Map();
const LIMIT = 5;

export const app = express();

app.post('/login', (req, res) => {
  const count = (attempts.get(req.ip) ?? 0) + 1;
  attempts.set(req.ip, count);
  if (count > LIMIT) return res.status(429).end();
  res.json({ left: LIMIT - count });
});
