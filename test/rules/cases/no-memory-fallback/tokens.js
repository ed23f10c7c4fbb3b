import express from 'express';
import { createClient } from 'redis';

const redis = process.env.REDIS_URL ? createClient({ url: process.env.REDIS_URL }) : undefined;
const memory = new Map(); // reported

export const app = express();

app.post('/codes/:phone', async (req, res) => {
  const code = String(Math.floor(Math.random() * 10_000));
  if (redis) await redis.set(req.params.phone, code, { EX: 300 });
  else memory.set(req.params.phone, code);
  res.status(204).end();
});
app.get('/codes/:phone/:code', async (req, res) => {
  const code = redis ? await redis.get(req.params.phone) : memory.get(req.params.phone);
  if (code !== req.params.code) return res.status(401).end();
  res.status(204).end();
});
