/** A flag that says that something is under way, taken back in `finally`: a lock with a lease, so that a frozen instance holds it no longer than that. */
import { ts } from 'ts-morph';
import { grouped, lifetimeOf } from '../../../model/duration.js';
import { placeOf } from '../../code.js';
import { bodyOf, dressed, endsAbruptly, isStatementList, isUnused, undressed } from '../../nodes.js';
import { indentAt, styleOf } from '../../style.js';
import type { Target } from '../../targets.js';
import type { Access } from '../../uses/access.js';
import { freshName, keyText } from '../words.js';
import { lineOf, whole } from './parts.js';
import type { Setting, WholeRecogniser } from './types.js';
import { hasFaults, nothing, rewriteOf, type Part } from './whole-parts.js';

/** Asked for, taken and given back. */
interface Held {
  readonly asked: Access;
  readonly taken: Access;
  readonly freed: Access;
  readonly guard: ts.IfStatement;
}

export const locks: WholeRecogniser = (setting) => {
  const { accesses, code, name, target, given } = setting;
  const held = heldIn(accesses);
  if (held === undefined || hasFaults(setting) || !isFreeAtFirst(target)) return undefined;
  const leaseMs = given === undefined ? undefined : millisecondsOf(given);
  const { finding, store, declaration } = target;
  if (leaseMs === undefined) {
    const symbol = finding.symbol.split('.').at(-1) ?? finding.symbol;
    const why = `nothing says how long \`${symbol}\` may be held by an instance that never gives it back`;
    const advice = `Say it, longer than the work takes: --ttl ${symbol}=5m`;
    return { refusals: [{ ...placeOf(code, declaration), store, code: 'NO_LEASE', why, advice }] };
  }
  const rewrite = held.reduce(
    (known, one) => rewriteOf(setting, known, leased(setting, one, leaseMs), 'the flag becomes a lease'),
    nothing(),
  );
  return {
    choice: {
      ...{ constructor: 'lock', name, options: [] },
      because: [
        'lock: it says that something is under way, and `finally` takes it back',
        `leaseMs: --ttl says ${given ?? ''}`,
      ],
    },
    removals: [],
    accesses,
    rewrite,
  };
};

/** Nobody holds it when an instance starts. */
const isFreeAtFirst = ({ kind, initializer }: Target): boolean =>
  kind !== 'scalar' || initializer?.kind === ts.SyntaxKind.FalseKeyword;

function millisecondsOf(duration: string): number | undefined {
  const [, unit, count] = /^\{ (s|ms): ([\d_]+) \}$/.exec(lifetimeOf(duration) ?? '') ?? [];
  return count === undefined ? undefined : Number(count.replaceAll('_', '')) * (unit === 's' ? 1000 : 1);
}

/** All of them, each in one function; undefined where anything else is done. */
function heldIn(accesses: readonly Access[]): Held[] | undefined {
  const taken = accesses.filter(isTaking);
  const held = taken.map((one) => heldBy(one, accesses));
  const known = held.flatMap((one) => one ?? []);
  const used = new Set(known.flatMap((one) => [one.asked, one.taken, one.freed]));
  return known.length > 0 && known.length === taken.length && used.size === accesses.length ? known : undefined;
}

/** `running.add(k)`, `running.set(k, true)`, `running = true`. */
function isTaking({ operation, node, value }: Access): boolean {
  if (!isUnused(node)) return false;
  if (operation === 'add' || operation === 'set') return true;
  return operation === 'assign' && isEqualsTo(node, value, ts.SyntaxKind.TrueKeyword);
}

const isFreeing = ({ operation, node, value }: Access): boolean =>
  isUnused(node) &&
  (operation === 'delete' || (operation === 'assign' && isEqualsTo(node, value, ts.SyntaxKind.FalseKeyword)));

const isAsking = ({ operation }: Access): boolean => operation === 'has' || operation === 'get' || operation === 'read';

const isEqualsTo = (node: ts.Node, value: ts.Expression | undefined, kind: ts.SyntaxKind): boolean =>
  ts.isBinaryExpression(node) &&
  node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
  value !== undefined &&
  undressed(value).kind === kind;

function heldBy(taken: Access, accesses: readonly Access[]): Held | undefined {
  const statement = taken.node.parent;
  if (!ts.isExpressionStatement(statement) || !isStatementList(statement.parent)) return undefined;
  // What is kept for others to see is more than a flag.
  if (
    taken.operation === 'set' &&
    taken.value !== undefined &&
    undressed(taken.value).kind !== ts.SyntaxKind.TrueKeyword
  )
    return undefined;
  const { statements } = statement.parent;
  const at = statements.indexOf(statement);
  const [guard, work] = [statements[at - 1], statements[at + 1]];
  if (guard === undefined || !ts.isIfStatement(guard) || guard.elseStatement !== undefined) return undefined;
  if (!endsAbruptly(guard.thenStatement) || work === undefined || !ts.isTryStatement(work)) return undefined;
  const own = accesses.filter((access) => bodyOf(access.node) === bodyOf(taken.node) && isSameKey(access, taken));
  const asked = own.find((access) => isAsking(access) && dressed(access.node) === guard.expression);
  const freed = own.find((access) => isFreeing(access) && access.node.parent.parent === work.finallyBlock);
  return asked && freed && own.length === 3 ? { asked, taken, freed, guard } : undefined;
}

const isSameKey = (a: Access, b: Access): boolean => a.key?.getText() === b.key?.getText();

function leased({ target }: Setting, { asked, taken, freed, guard }: Held, leaseMs: number): Part {
  const file = guard.getSourceFile();
  const { newline, semicolon, quote } = styleOf(file);
  const lease = freshName(bodyOf(guard), ['lease']);
  // One flag for all is one key, called as the flag is.
  const key = taken.key ? keyText(taken.key) : `${quote}${target.name.text.replace(/^#/, '')}${quote}`;
  const start = guard.getStart();
  const receiver = taken.receiver.getText();
  const line = `const ${lease} = await ${receiver}.acquire(${key}, { leaseMs: ${grouped(leaseMs)} })${semicolon}`;
  const gone = lineOf(taken.node.parent as ts.Statement);
  const edits = [
    { start, end: start, text: line + newline + indentAt(file.text, start) },
    ...whole(asked.node, `!${lease}`).edits,
    { ...gone, text: '' },
    ...whole(freed.node, `await ${lease}.release()`).edits,
  ];
  const claimed = [...whole(asked.node, '').claimed, gone, ...whole(freed.node, '').claimed];
  return { file, edits, claimed };
}
