import { sharedMap } from '@coldstate/adapters/dynamodb';

const arrivals = sharedMap<number>('arrivals.arrivals', { role: 'entity' });

export const handler = async (event: { visitor: string; show?: boolean }) => {
  if (event.show) return { statusCode: 200, body: String(await arrivals.get(event.visitor)) };
  await arrivals.setIfAbsent(event.visitor, Date.now());
  return { statusCode: 204 };
};
