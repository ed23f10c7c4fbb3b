const { sharedCounter } = require('@coldstate/adapters/redis');

const viewers = sharedCounter('live.viewers', { role: 'counter' });

exports.handler = async (event) => {
  if (event.type === 'join') {
    await viewers.increment();
  } else if (event.type === 'leave') {
    await viewers.decrement();
  } else if (event.type === 'reset') {
    await viewers.reset();
  } else {
    return { statusCode: 200, body: String(await viewers.get()) };
  }
  return { statusCode: 204 };
};
