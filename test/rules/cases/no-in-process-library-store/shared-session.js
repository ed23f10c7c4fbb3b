import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import { createClient } from 'redis';

const client = createClient({ url: process.env.REDIS_URL });

export const app = express();

app.use(session({ store: new RedisStore({ client }), secret: process.env.SECRET, resave: false }));

app.get('/me', (req, res) => res.json(req.session.user ?? null));
