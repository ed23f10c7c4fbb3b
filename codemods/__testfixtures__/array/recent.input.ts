const recent: string[] = [];

export const handler = async (event: { order?: string }) => {
  if (!event.order) return { statusCode: 200, body: recent.slice(-10).join() };
  recent.push(event.order);
  if (recent.length > 100) recent.shift();
  return { statusCode: 202, body: '' };
};
