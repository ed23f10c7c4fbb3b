import { sharedMap } from '@coldstate/adapters/redis';

const hits = sharedMap<number>('hits.hits', { role: 'counter' });

export const handler = async (event: { path: string; show?: boolean }) => {
  if (event.show) return { statusCode: 200, body: String((await hits.get(event.path)) ?? 0) };
  await hits.increment(event.path);
  return { statusCode: 204 };
};
