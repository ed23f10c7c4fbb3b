import { sharedMap } from '@coldstate/adapters/redis';

const visits = sharedMap('visits');

export const dynamic = 'force-dynamic';

export async function GET() {
  await visits.set('/home', { views: 1 });
  return Response.json(await visits.get('/home'));
}
