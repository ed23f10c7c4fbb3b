interface Visit {
  page: string;
  at: number;
}

const visits: Visit[] = []; // reported

export async function POST(request: Request): Promise<Response> {
  const { page } = (await request.json()) as { page: string };
  visits.push({ page, at: Date.now() });
  return Response.json({ count: visits.length });
}

export function GET(): Response {
  return Response.json(visits);
}
