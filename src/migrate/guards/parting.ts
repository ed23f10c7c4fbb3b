/** A flag that an instance sets when it stops is about that instance: shared, it would stop all others with it. */
import { saysThatItStops } from '../parting.js';
import type { Access } from '../uses/access.js';
import { refusalOf, type Guard } from './types.js';

const ADVICE =
  'Keep what an instance says of itself in a variable of its own, beside the shared one; then run this again.';

export const parting: Guard = (around) => {
  const { code, calls, uses } = around;
  const said = uses
    .filter((use): use is Access => 'operation' in use)
    .map(({ node }) => node)
    .find((node) => saysThatItStops(code, calls, node));
  if (said === undefined) return [];
  return [
    refusalOf(around, said, 'NO_ADAPTER', `\`${said.getText()}\` is said of this instance when it stops`, ADVICE),
  ];
};
