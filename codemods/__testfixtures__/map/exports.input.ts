const exportsOfDay = new Map<string, number>();
const LIMIT = 20;

export const handler = async (event: { user: string; day: string }) => {
  const key = `${event.user}:${event.day}`;
  const count = (exportsOfDay.get(key) ?? 0) + 1;
  exportsOfDay.set(key, count);
  if (count > LIMIT) return { statusCode: 429, body: 'limit reached' };
  return { statusCode: 202, body: String(LIMIT - count) };
};
