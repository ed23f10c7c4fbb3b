import { sharedList } from '@coldstate/adapters/redis';

const recent = sharedList<string>('recent.recent', { role: 'history', cap: 100 });

export const handler = async (event: { order?: string }) => {
  if (!event.order) return { statusCode: 200, body: (await recent.slice(-10)).join() };
  await recent.push(event.order);
  return { statusCode: 202, body: '' };
};
