/** A step that is the one expression of an arrow function: it becomes that of the transaction's. */
import { ts } from 'ts-morph';
import type { Purity } from '../purity.js';
import type { Region } from './touches.js';
import { freshName } from './words.js';
import { accessEdits, callOf, shortly, stuck, type Stuck, type Transaction } from './wrap.js';

/** An arrow function of one expression stays one. */
export function expressionBody({ body, touches }: Region): ts.Expression | undefined {
  return ts.isArrowFunction(body) && !ts.isBlock(body.body) && touches.length > 0 ? body.body : undefined;
}

export function onExpression(region: Region, expression: ts.Expression, purity: Purity): Transaction | Stuck {
  const [effect] = purity.effectsIn(expression);
  if (effect !== undefined) return stuck('NOT_REPEATABLE', effect, `\`${shortly(effect)}\` would be done again`);
  const cell = freshName(region.body, ['cell']);
  const accesses = accessEdits(region, cell);
  if ('code' in accesses) return accesses;
  const start = expression.getStart();
  const { end } = expression;
  const edits = [
    { start, end: start, text: `${callOf(region)}(${cell}) => ` },
    ...accesses,
    { start: end, end, text: ')' },
  ];
  return { edits, claimed: [{ start, end }], indented: [], cell };
}
