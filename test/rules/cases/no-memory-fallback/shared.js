import express from 'express';
import { createClient } from 'redis';

const redis = createClient({ url: process.env.REDIS_URL });

export const app = express();

app.post('/codes/:phone', async (req, res) => {
  await redis.set(req.params.phone, String(Math.floor(Math.random() * 10_000)), { EX: 300 });
  res.status(204).end();
});
