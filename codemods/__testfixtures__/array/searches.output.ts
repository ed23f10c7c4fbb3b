import { sharedList } from '@coldstate/adapters/redis';

const recentSearches = sharedList<string>('searches.recentSearches', { role: 'history', cap: 99 });

export const handler = async (event: { query: string }) => {
  if (!event.query) return { statusCode: 200, body: JSON.stringify(await recentSearches.slice()) };
  await recentSearches.push(event.query);
  return { statusCode: 200, body: '[]' };
};
