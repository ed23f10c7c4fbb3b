const welcomed: Set<number> = new Set();

export async function POST(request: Request): Promise<Response> {
  const { user } = await request.json();
  if (!welcomed.has(user)) {
    welcomed.add(user);
    await fetch('https://mail.example/welcome', { method: 'POST', body: String(user) });
  }
  return new Response(null, { status: 204 });
}
