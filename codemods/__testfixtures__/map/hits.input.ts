const hits = new Map<string, number>();

export const handler = async (event: { path: string; show?: boolean }) => {
  if (event.show) return { statusCode: 200, body: String(hits.get(event.path) ?? 0) };
  hits.set(event.path, (hits.get(event.path) || 0) + 1);
  return { statusCode: 204 };
};
