const thumbnails = new Map<string, string>();

const render = (path: string) => Buffer.from(path).toString('base64');

async function thumbnail(path: string): Promise<string> {
  if (thumbnails.has(path)) return thumbnails.get(path)!;
  const made = render(path);
  thumbnails.set(path, made);
  return made;
}

export const handler = async (event: { path: string }) => {
  return { statusCode: 200, body: await thumbnail(event.path) };
};
