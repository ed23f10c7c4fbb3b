import { sharedSet } from '@coldstate/adapters/dynamodb';

const visitors = sharedSet('visitors.visitors', { role: 'entity', ttl: { s: 86_400 } });

export const handler = async (event: { id?: string }) => {
  if (event.id === undefined) return { statusCode: 200, body: String(await visitors.size()) };
  await visitors.add(event.id);
  return { statusCode: 204 };
};
