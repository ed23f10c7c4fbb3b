import express from 'express';

// coldstate: per-instance, safe because it only says how often this very instance was asked
const hits = new Map();

export const app = express();

app.get('/hits/:page', (req, res) => {
  hits.set(req.params.page, (hits.get(req.params.page) ?? 0) + 1);
  res.json(hits.get(req.params.page));
});
