const rooms = new Set<string>();

export function PUT(request: Request): Response {
  rooms.add(request.url);
  return new Response(null, { status: 204 });
}

export function DELETE() {
  rooms.clear();
  return new Response(null, { status: 204 });
}
