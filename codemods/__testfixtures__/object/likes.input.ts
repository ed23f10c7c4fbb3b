const likes: Record<string, number> = {};

export const handler = async (event: { post: string; action: string }) => {
  if (event.action === 'like') likes[event.post] = (likes[event.post] || 0) + 1;
  else if (event.action === 'boost') likes[event.post]++;
  else if (event.action === 'forget') delete likes[event.post];
  else if (event.action === 'known') return { statusCode: event.post in likes ? 200 : 404, body: '' };
  else return { statusCode: 200, body: String(likes[event.post]) };
  return { statusCode: 204, body: '' };
};
