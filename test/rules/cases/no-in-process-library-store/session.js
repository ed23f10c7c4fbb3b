import express from 'express';
import session from 'express-session';

export const app = express();

app.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false })); // reported

app.get('/me', (req, res) => res.json(req.session.user ?? null));
