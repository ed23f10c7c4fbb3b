const recentSearches: string[] = [];

export const handler = async (event: { query: string }) => {
  if (!event.query) return { statusCode: 200, body: JSON.stringify(recentSearches) };
  recentSearches.push(event.query);
  if (recentSearches.length >= 100) recentSearches.shift();
  return { statusCode: 200, body: '[]' };
};
