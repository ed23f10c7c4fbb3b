const today = new Date().toISOString().slice(0, 10); // reported

export const handler = async (event) => {
  const order = JSON.parse(event.body);
  return { statusCode: 200, body: JSON.stringify({ ...order, date: today }) };
};
