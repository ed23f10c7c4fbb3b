const arrivals = new Map<string, number>();

export const handler = async (event: { visitor: string; show?: boolean }) => {
  if (event.show) return { statusCode: 200, body: String(arrivals.get(event.visitor)) };
  if (!arrivals.has(event.visitor)) arrivals.set(event.visitor, Date.now());
  return { statusCode: 204 };
};
