const visitors = new Set<string>();

export const handler = async (event: { id?: string }) => {
  if (event.id === undefined) return { statusCode: 200, body: String(visitors.size) };
  if (!visitors.has(event.id)) visitors.add(event.id);
  return { statusCode: 204 };
};
