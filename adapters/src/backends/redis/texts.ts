/**
 * An entry that is one value is a string of Redis, so that plain commands read and write it: a number is bare (`12`), so that INCRBY adds to it, and
 * all else stands on a line of its own below the nonce of its last write, which `!` begins, or `+` where that was the `setIfAbsent` which made it.
 */
import { isNumber, type Encoded, type Fields, type Snapshot } from '../../backend.js';

const LINE = '\n';
const PLUS = 43;
const BANG = 33;

/** The value of an entry that has nothing else. */
export function wholeOf(fields: Fields): Encoded | undefined {
  return fields.size === 1 ? fields.get('v') : undefined;
}

export function textOf(value: Encoded, nonce: string): string {
  return isNumber(value) ? value : `!${nonce}${LINE}${value}`;
}

/** Also of a number: whoever asks again has to know that it was he who made it. */
export function madeBy(nonce: string): string {
  return `+${nonce}${LINE}`;
}

function hasHead(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === BANG || first === PLUS;
}

export function valueIn(text: string): Encoded {
  return hasHead(text) ? text.slice(text.indexOf(LINE) + 1) : text;
}

/** Whether it is that of the `setIfAbsent` which made the entry. */
export function isOfMaker(nonce: string | undefined): boolean {
  return nonce?.charCodeAt(0) === PLUS;
}

/** A bare number stands for its own nonce: who added to it and took away as much has changed nothing that a swap could miss. */
function nonceIn(text: string): string {
  if (!hasHead(text)) return `=${text}`;
  return text.slice(text.charCodeAt(0) === PLUS ? 0 : 1, text.indexOf(LINE));
}

/** With what the text begins that has this nonce. */
export function headOf(nonce: string | undefined): string {
  if (nonce === undefined) return '';
  if (nonce.startsWith('=')) return nonce.slice(1);
  return isOfMaker(nonce) ? `${nonce}${LINE}` : `!${nonce}${LINE}`;
}

export function fieldsIn(text: string): Fields {
  return new Map<string, Encoded>().set('v', valueIn(text));
}

export function snapshotIn(text: string): Snapshot {
  return { fields: fieldsIn(text), nonce: nonceIn(text), history: [] };
}
