/**
 * DynamoDB's little language. Every attribute is aliased (`ttl` is one of 573 reserved words, and nobody remembers the others); an alias is `#` and
 * the name, so that expressions can be written out and read, and which of them occur is found in the text: DynamoDB refuses what is not used.
 */

import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { number, text, type Assignment, type Item } from './items.js';

export interface Condition {
  readonly condition?: string | undefined;
  /** `:name` → value; those that no expression mentions are left out. */
  readonly values?: Item;
  /** Aliases that do not spell their attribute: of fields and ids. */
  readonly names?: Readonly<Record<string, string>>;
}

export interface Change extends Condition {
  readonly assign?: Assignment;
  /** Further clauses of SET. */
  readonly set?: readonly string[];
  /** Further paths of REMOVE. */
  readonly remove?: readonly string[];
  readonly returns?: UpdateItemCommandInput['ReturnValues'];
}

export const allOf = (...conditions: (string | undefined)[]): string =>
  conditions.filter((condition) => condition !== undefined).join(' AND ');

/**
 * Not hidden by a `ttl`, and so neither a tombstone that was forgotten. What is not there is not less than anything. Needs `:now`. Emulators take ten
 * times as long to read the same with parentheses.
 */
export const UNHIDDEN = 'NOT #x <= :now';
export const LIVE = `attribute_exists(#f) AND ${UNHIDDEN}`;
/** The opposite of LIVE, to stand alone. */
export const GONE = 'attribute_not_exists(#f) OR #x <= :now';

export const at = (now: number): Item => ({ ':now': number(now) });

/** That nobody has written since `item` was read. */
export const unchanged = (item: Item | undefined): Condition =>
  item?.w?.S === undefined
    ? { condition: 'attribute_not_exists(#w)' }
    : { condition: '#w = :seen', values: { ':seen': text(item.w.S) } };

export function aliases(condition: Condition, ...expressions: (string | undefined)[]) {
  const all = [condition.condition, ...expressions].join(' ');
  return {
    ConditionExpression: condition.condition,
    ExpressionAttributeNames: pick(all.match(/#\w+/g), (alias) => condition.names?.[alias] ?? alias.slice(1)),
    ExpressionAttributeValues: pick(all.match(/:\w+/g), (alias) => condition.values?.[alias]),
  };
}

/** DynamoDB wants no empty maps either. */
function pick<T>(
  found: readonly string[] | null,
  valueOf: (alias: string) => T | undefined,
): Record<string, T> | undefined {
  if (found === null) return undefined;
  const picked: Record<string, T> = {};
  for (const alias of found) {
    const value = valueOf(alias);
    if (value !== undefined) picked[alias] = value;
  }
  return picked;
}

export function changeInput(change: Change) {
  const set = [...(change.set ?? [])];
  const remove = [...(change.remove ?? [])];
  const values: Item = { ...change.values };
  for (const [attribute, value] of Object.entries(change.assign ?? {})) {
    if (value === undefined) {
      remove.push(`#${attribute}`);
      continue;
    }
    set.push(`#${attribute} = :${attribute}`);
    values[`:${attribute}`] = value;
  }
  const expression = [clause('SET', set), clause('REMOVE', remove)].join(' ').trim();
  return {
    UpdateExpression: expression,
    ReturnValues: change.returns,
    ...aliases({ ...change, values }, expression),
  };
}

const clause = (verb: string, parts: readonly string[]): string =>
  parts.length === 0 ? '' : `${verb} ${parts.join(', ')}`;
