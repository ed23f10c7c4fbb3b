import { sharedMap } from '@coldstate/adapters/redis';

const likes = sharedMap<number>('likes.likes', { role: 'counter' });

export const handler = async (event: { post: string; action: string }) => {
  if (event.action === 'like') await likes.increment(event.post);
  else if (event.action === 'boost') await likes.increment(event.post);
  else if (event.action === 'forget') await likes.delete(event.post);
  else if (event.action === 'known') return { statusCode: (await likes.has(event.post)) ? 200 : 404, body: '' };
  else return { statusCode: 200, body: String(await likes.get(event.post)) };
  return { statusCode: 204, body: '' };
};
