let lastInvoice = 1000;
let ticket = 0;

export const handler = async (event: { kind: string }) => {
  if (event.kind === 'invoice') return { statusCode: 201, body: `INV-${++lastInvoice}` };
  return { statusCode: 201, body: `T${ticket++}` };
};
