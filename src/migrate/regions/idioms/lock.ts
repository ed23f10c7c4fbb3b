/** A flag that says that something is under way, taken back in `finally`: a lock with a lease, so that a frozen instance holds it no longer than that. */
import { ts } from 'ts-morph';
import { grouped, lifetimeOf } from '../../../model/duration.js';
import { placeOf, type Code } from '../../code.js';
import {
  bodyOf,
  descendants,
  dressed,
  endsAbruptly,
  isFunction,
  isInside,
  isStatementList,
  isUnused,
  undressed,
} from '../../nodes.js';
import { purityOf } from '../../purity.js';
import { indentAt, styleOf } from '../../style.js';
import type { Target } from '../../targets.js';
import type { Access } from '../../uses/access.js';
import type { Span } from '../types.js';
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
  /** What the guard asks for, one of which is the flag. */
  readonly operands: readonly ts.Expression[];
}

export const locks: WholeRecogniser = (setting) => {
  const { accesses, code, name, target, given } = setting;
  if (hasFaults(setting) || !isFreeAtFirst(target)) return undefined;
  const held = heldIn(setting);
  // Given a lifetime, one that is more than a lease still ends; without one an instance that is gone would hold it for ever.
  if (held === undefined && (given !== undefined || !isTakenBack(accesses))) return undefined;
  const leaseMs = given === undefined ? undefined : millisecondsOf(given);
  const { finding, store, declaration } = target;
  if (held === undefined || leaseMs === undefined) {
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
function heldIn(setting: Setting): Held[] | undefined {
  const { accesses } = setting;
  const taken = accesses.filter(isTaking);
  const held = taken.map((one) => heldBy(one, setting));
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

/** What is kept for others to see is more than a flag. */
const isFlag = ({ operation, value }: Access): boolean =>
  operation !== 'set' || value === undefined || undressed(value).kind === ts.SyntaxKind.TrueKeyword;

/** Asked for, set and taken back on every way out: a lock, whatever else is done with it. */
function isTakenBack(accesses: readonly Access[]): boolean {
  return accesses.some((taken) => {
    if (!isTaking(taken) || !isFlag(taken)) return false;
    const own = accesses.filter((access) => isInside(access.node, bodyOf(taken.node)) && isSameKey(access, taken));
    const isBefore = ({ node }: Access) => bodyOf(node) === bodyOf(taken.node) && node.end <= taken.node.pos;
    return own.some((access) => isAsking(access) && isBefore(access)) && own.some(isInFinally);
  });
}

/** `finally { running = false }`, `.finally(() => { running = false })`. */
function isInFinally(access: Access): boolean {
  if (!isFreeing(access)) return false;
  for (let at: ts.Node = access.node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isTryStatement(at.parent) && at.parent.finallyBlock === at) return true;
    if (ts.isCallExpression(at.parent) && ts.isPropertyAccessExpression(at.parent.expression))
      if (at.parent.expression !== at && at.parent.expression.name.text === 'finally') return true;
  }
  return false;
}

function heldBy(taken: Access, setting: Setting): Held | undefined {
  const { accesses } = setting;
  const statement = taken.node.parent;
  if (!ts.isExpressionStatement(statement) || !isStatementList(statement.parent)) return undefined;
  if (!isFlag(taken)) return undefined;
  const { statements } = statement.parent;
  const at = statements.indexOf(statement);
  const [guard, work] = [statements[at - 1], statements[at + 1]];
  if (guard === undefined || !ts.isIfStatement(guard) || guard.elseStatement !== undefined) return undefined;
  if (!endsAbruptly(guard.thenStatement) || work === undefined || !ts.isTryStatement(work)) return undefined;
  const own = accesses.filter((access) => bodyOf(access.node) === bodyOf(taken.node) && isSameKey(access, taken));
  const operands = operandsOf(guard.expression);
  const asked = own.find((access) => isAsking(access) && operands.includes(dressed(access.node)));
  const freed = own.find((access) => isFreeing(access) && access.node.parent.parent === work.finallyBlock);
  if (asked === undefined || freed === undefined || own.length !== 3) return undefined;
  const held = { asked, taken, freed, guard, operands };
  return operands.length === 1 || canBeParted(held, setting) ? held : undefined;
}

/** `a`, `b` and `c` of `a || b || c`. */
function operandsOf(node: ts.Expression): ts.Expression[] {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.BarBarToken) return [node];
  return [...operandsOf(node.left), ...operandsOf(node.right)];
}

/** The others are asked for first, also where the flag came before them, and each question has a way out of its own. */
function canBeParted({ asked, guard, operands }: Held, { code, calls }: Setting): boolean {
  const isNone = (): boolean => false;
  const { effectsIn } = purityOf(code.checker, calls, { isAccess: isNone, waits: isNone });
  const after = operands.slice(operands.indexOf(dressed(asked.node)) + 1);
  return after.every((operand) => effectsIn(operand).length === 0) && isPlain(code, guard.thenStatement);
}

/** It says the same in a second place, whatever becomes of the rest of the program: it uses nothing that may have to be waited for. */
function isPlain({ checker, isOwn }: Code, statement: ts.Statement): boolean {
  return [...descendants(statement)].every((node) => {
    if (node.kind === ts.SyntaxKind.ThisKeyword || isFunction(node) || ts.isVariableStatement(node)) return false;
    if (!ts.isIdentifier(node)) return true;
    const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
    if (declaration === undefined || !isOwn(declaration.getSourceFile())) return true;
    return ts.isPropertyAssignment(declaration) || ts.isParameter(declaration);
  });
}

const isSameKey = (a: Access, b: Access): boolean => a.key?.getText() === b.key?.getText();

function leased({ target }: Setting, { asked, taken, freed, guard, operands }: Held, leaseMs: number): Part {
  const file = guard.getSourceFile();
  const { newline, semicolon, quote } = styleOf(file);
  const lease = freshName(bodyOf(guard), ['lease']);
  // One flag for all is one key, called as the flag is.
  const key = taken.key ? keyText(taken.key) : `${quote}${target.name.text.replace(/^#/, '')}${quote}`;
  const start = guard.getStart();
  const receiver = taken.receiver.getText();
  const line = `const ${lease} = await ${receiver}.acquire(${key}, { leaseMs: ${grouped(leaseMs)} })${semicolon}`;
  const next = newline + indentAt(file.text, start);
  const own = `${next}${line}${next}if (!${lease}) ${guard.thenStatement.getText()}`;
  const question =
    operands.length === 1
      ? {
          edits: [{ start, end: start, text: line + next, reach: 0 }, ...whole(asked.node, `!${lease}`).edits],
          claimed: whole(asked.node, '').claimed,
        }
      : {
          edits: [
            { ...besideOthers(asked, operands), text: '' },
            { start: guard.end, end: guard.end, text: own },
          ],
          claimed: [besideOthers(asked, operands)],
        };
  const gone = lineOf(taken.node.parent as ts.Statement);
  const edits = [...question.edits, { ...gone, text: '' }, ...whole(freed.node, `await ${lease}.release()`).edits];
  const claimed = [...question.claimed, gone, ...whole(freed.node, '').claimed];
  return { file, edits, claimed };
}

/** The flag, and the `||` between it and the others. */
function besideOthers(asked: Access, operands: readonly ts.Expression[]): Span {
  const at = operands.indexOf(dressed(asked.node));
  const [before, operand, after] = [operands[at - 1], operands[at] ?? asked.node, operands[at + 1]];
  const start = after === undefined && before !== undefined ? before.end : operand.getStart();
  return { start, end: after?.getStart() ?? operand.end };
}
