import { sharedMap } from '@coldstate/adapters/redis';

const thumbnails = sharedMap<string>('thumbnails.thumbnails', { role: 'cache' });

const render = (path: string) => Buffer.from(path).toString('base64');

async function thumbnail(path: string): Promise<string> {
  return thumbnails.getOrSet(path, () => render(path));
}

export const handler = async (event: { path: string }) => {
  return { statusCode: 200, body: await thumbnail(event.path) };
};
