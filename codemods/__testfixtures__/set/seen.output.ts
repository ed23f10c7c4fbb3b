import { sharedSet } from '@coldstate/adapters/redis';

const seen = sharedSet('seen.seen', { role: 'lock', layout: 'entries', ttl: { s: 86_400 } });

export const handler = async (event: { id: string; amount: number }) => {
  if (!(await seen.add(event.id))) return { statusCode: 200, body: 'seen' };
  await fetch('https://ledger.example/entries', { method: 'POST', body: String(event.amount) });
  return { statusCode: 201, body: 'booked' };
};
