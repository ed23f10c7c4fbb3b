import { sharedSet } from '@coldstate/adapters/dynamodb';

const welcomed = sharedSet<number>('api-welcome.welcomed', { layout: 'entries' });

export async function POST(request: Request): Promise<Response> {
  const { user } = await request.json();
  if (await welcomed.add(user)) {
    await fetch('https://mail.example/welcome', { method: 'POST', body: String(user) });
  }
  return new Response(null, { status: 204 });
}
