const sessions = {}; // reported

exports.handler = async (event) => {
  const id = event.headers.cookie;
  if (event.httpMethod === 'POST') sessions[id] = { user: JSON.parse(event.body).user };
  const session = sessions[id];
  return session ? { statusCode: 200, body: session.user } : { statusCode: 401 };
};
