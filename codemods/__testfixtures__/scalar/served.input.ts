let served: number = 0;

export async function POST() {
  served += 1;
  return new Response(null, { status: 204 });
}

export function GET(): Response {
  return Response.json({ served });
}
