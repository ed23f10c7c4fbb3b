/** Names from life for one store; `order` gives `orders`, `OrderStore`, `saveOrder`. */
export interface Names {
  noun: string;
  rows: string;
  Class: string;
  /** `save` → `saveOrder`, or `save` itself where everything hangs on an object. */
  op: (verb: string) => string;
  /** `locked` → `lockedOrder`: names of helpers that no other store has. */
  own: (word: string) => string;
}

export const NOUNS = [
  ...['order', 'ticket', 'parcel', 'invoice', 'recipe', 'booking', 'lesson', 'voucher', 'article', 'review'],
  ...['shipment', 'device', 'reader', 'branch', 'course', 'permit', 'garden', 'vessel', 'tariff', 'sample'],
] as const;

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export function namesOf(noun: string, isGeneric: boolean): Names {
  return {
    noun,
    rows: noun.endsWith('h') ? `${noun}es` : `${noun}s`,
    Class: `${capital(noun)}Store`,
    op: (verb) => (isGeneric ? verb : verb + capital(noun)),
    own: (word) => word + capital(noun),
  };
}
