let viewers = 0;

exports.handler = async (event) => {
  if (event.type === 'join') {
    viewers++;
  } else if (event.type === 'leave') {
    viewers--;
  } else if (event.type === 'reset') {
    viewers = 0;
  } else {
    return { statusCode: 200, body: String(viewers) };
  }
  return { statusCode: 204 };
};
