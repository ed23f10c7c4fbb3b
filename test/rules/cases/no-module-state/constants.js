import express from 'express';

// Nothing writes these after they are made.
const PRICES = new Map([
  ['basic', 900],
  ['team', 2900],
]);
const labels = { basic: 'Basic', team: 'Team' };

export const app = express();

app.get('/prices/:plan', (req, res) => {
  const seen = new Set();
  seen.add(req.params.plan);
  res.json({ price: PRICES.get(req.params.plan), label: labels[req.params.plan] });
});
