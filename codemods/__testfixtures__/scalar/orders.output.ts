import { sequence } from '@coldstate/adapters/redis';

const nextId = sequence('orders.nextId');

export const handler = async (event: { sku: string }) => {
  const id = await nextId.next();
  return { statusCode: 201, body: JSON.stringify({ id, sku: event.sku }) };
};
