import { sequence } from '@coldstate/adapters/redis';

const lastInvoice = sequence('numbers.lastInvoice', { start: 1001 });
const ticket = sequence('numbers.ticket', { start: 0 });

export const handler = async (event: { kind: string }) => {
  if (event.kind === 'invoice') return { statusCode: 201, body: `INV-${await lastInvoice.next()}` };
  return { statusCode: 201, body: `T${await ticket.next()}` };
};
