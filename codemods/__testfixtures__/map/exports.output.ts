import { sharedMap } from '@coldstate/adapters/redis';

const exportsOfDay = sharedMap<number>('exports.exportsOfDay', { role: 'rate-limit', ttl: { s: 172_800 } });
const LIMIT = 20;

export const handler = async (event: { user: string; day: string }) => {
  const key = `${event.user}:${event.day}`;
  const count = await exportsOfDay.increment(key);
  if (count > LIMIT) return { statusCode: 429, body: 'limit reached' };
  return { statusCode: 202, body: String(LIMIT - count) };
};
