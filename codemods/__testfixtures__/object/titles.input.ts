const titles: Record<string, string> = {};

export const handler = async (event: { page: string; title?: string }) => {
  if (event.title) {
    if (!(event.page in titles)) titles[event.page] = event.title;
    return { statusCode: 204 };
  }
  return { statusCode: 200, body: titles[event.page].toUpperCase() };
};
