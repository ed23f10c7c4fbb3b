const codes = new Map(); // reported

export default function handler(req, res) {
  if (req.method === 'POST') {
    codes.set(req.body.phone, { code: '1234', expiresAt: Date.now() + 60_000 });
    return res.status(204).end();
  }
  const entry = codes.get(req.query.phone);
  if (!entry || entry.code !== req.query.code) return res.status(401).end();
  codes.delete(req.query.phone);
  res.status(200).end();
}
