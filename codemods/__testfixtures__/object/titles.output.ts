import { sharedMap } from '@coldstate/adapters/dynamodb';

const titles = sharedMap<string>('titles.titles', { role: 'entity' });

export const handler = async (event: { page: string; title?: string }) => {
  if (event.title) {
    await titles.setIfAbsent(event.page, event.title);
    return { statusCode: 204 };
  }
  return { statusCode: 200, body: (await titles.get(event.page))!.toUpperCase() };
};
