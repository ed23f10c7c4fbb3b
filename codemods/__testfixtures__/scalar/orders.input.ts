let nextId = 1;

export const handler = async (event: { sku: string }) => {
  const id = nextId++;
  return { statusCode: 201, body: JSON.stringify({ id, sku: event.sku }) };
};
