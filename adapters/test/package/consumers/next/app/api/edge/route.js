import { sharedMap } from '@coldstate/adapters/upstash';

const visits = sharedMap('visits', { role: 'entity' });

export const runtime = 'edge';

export async function GET() {
  await visits.set('/home', { views: 1 });
  return Response.json(await visits.get('/home'));
}
