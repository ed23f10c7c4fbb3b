import express from 'express';

globalThis.online ??= new Set(); // reported

export const app = express();

app.post('/online/:user', (req, res) => {
  globalThis.online.add(req.params.user);
  res.status(204).end();
});
app.get('/online', (req, res) => res.json([...globalThis.online]));
