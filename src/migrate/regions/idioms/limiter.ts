/** A Map that only limits: one function for each question, which says yes or no and nothing else of the window. It becomes a rate limiter. */
import { ts } from 'ts-morph';
import type { Calls } from '../../calls.js';
import type { Code } from '../../code.js';
import { bodyOf, descendants, isFunction, isInside, isUnused, undressed, type FunctionNode } from '../../nodes.js';
import { keyText } from '../words.js';
import type { Access } from '../../uses/access.js';
import type { Span, TextEdit } from '../types.js';
import { typesLeftOver } from './leftovers.js';
import { textOf, valueOf } from './numbers.js';
import { isFixed, isGiven } from './fixed.js';
import { limitedBy, type Limited } from './situations.js';
import { isConstant, type Sum } from './sums.js';
import type { Setting, WholeRecogniser } from './types.js';
import { hasFaults, nothing, rewriteOf } from './whole-parts.js';

export const limits: WholeRecogniser = (setting) => {
  const { target, accesses, code, name } = setting;
  if ((target.kind !== 'map' && target.kind !== 'object') || hasFaults(setting)) return undefined;
  const resets = accesses.filter(
    (access) => access.operation === 'delete' && isUnused(access.node) && !isInLimit(access, accesses),
  );
  const asked = accesses.filter((access) => !resets.includes(access));
  const bodies = [...new Set(asked.map(({ node }) => bodyOf(node)))];
  const found = bodies.map((body) =>
    limitIn(
      setting,
      asked.filter(({ node }) => bodyOf(node) === body),
    ),
  );
  const parts = found.flatMap((each) => each ?? []);
  const [first] = parts;
  if (first === undefined || parts.length !== bodies.length) return undefined;
  if (parts.some(({ algorithm }) => algorithm !== first.algorithm)) return undefined;
  const rewrite = parts.reduce(
    (known, { body, edits, claimed }) =>
      rewriteOf(setting, known, { file: body.getSourceFile(), edits, claimed }, REASON),
    nothing(resets.map((access) => resetOf(access, target.store))),
  );
  const gone = parts
    .filter(({ body }) => body.getSourceFile() === target.declaration.getSourceFile())
    .flatMap(({ claimed }) => claimed);
  const known = 'choice' in setting.answer ? setting.answer.removals : [];
  const because =
    first.algorithm === 'log'
      ? 'rateLimiter: it keeps the times of its hits and only says whether one more passes'
      : 'rateLimiter: it counts hits in a window and only says whether one more passes';
  const options: (readonly [string, string])[] = [];
  const { role } = target.finding;
  if (role === 'auth' || role === 'security') options.push(['role', `'${role}'`]);
  if (first.algorithm === 'log') options.push(['algorithm', "'log'"]);
  return {
    choice: { constructor: 'rateLimiter', name, options, because: [because] },
    removals: [...known, ...typesLeftOver(code, target, gone)],
    accesses,
    rewrite,
  };
};

const REASON = 'the limiter decides in one operation';

/** A window that is over may be deleted before it begins anew. */
const isInLimit = (access: Access, accesses: readonly Access[]): boolean =>
  accesses.some((other) => other.operation === 'get' && bodyOf(other.node) === bodyOf(access.node));

/** `windows.delete(user)` after a login that went well. */
const resetOf = ({ node, receiver, key }: Access, store: string) => ({
  node,
  text: `${receiver.getText()}.reset(${key === undefined ? '' : keyText(key)})`,
  store,
});

interface Part {
  readonly algorithm: Limited['algorithm'];
  readonly body: FunctionNode;
  readonly edits: readonly TextEdit[];
  readonly claimed: readonly Span[];
}

function limitIn({ code, calls }: Setting, accesses: readonly Access[]): Part | undefined {
  const [access] = accesses;
  const fn = access && bodyOf(access.node);
  if (access?.key === undefined || fn === undefined || !isFunction(fn) || fn.asteriskToken !== undefined)
    return undefined;
  if (ts.isConstructorDeclaration(fn) || ts.isAccessor(fn) || fn.body === undefined || !ts.isBlock(fn.body))
    return undefined;
  const key = access.key.getText();
  if (accesses.some((other) => other.key?.getText() !== key)) return undefined;
  const { statements } = fn.body;
  const at = statements.findIndex((statement) =>
    accesses.some(({ node }) => statement.pos <= node.pos && node.end <= statement.end),
  );
  const limit = at < 0 ? undefined : limitedBy({ code, fn, accesses }, statements);
  const text = limit && consumption(limit, code, calls, fn);
  const [from, last] = [statements[at], statements.at(-1)];
  if (limit === undefined || text === undefined || from === undefined || last === undefined) return undefined;
  const core = { start: from.getStart(), end: last.end };
  const kept = keptBefore(statements.slice(0, at), code, fn, [access.key, ...[...limit.texts.values()]]);
  // A key that is worked out in what goes is not known any more.
  if (isDeclaredAfter(access.key, code, core)) return undefined;
  const call = `(await ${access.receiver.getText()}.consume(${keyText(access.key)}, { ${text} })).allowed`;
  const end = last.getText().endsWith(';') || from.getText().endsWith(';') ? ';' : '';
  const edits = [
    ...kept.gone.map((statement) => ({ start: statement.getStart(), end: nextStart(statement, statements), text: '' })),
    { ...core, text: `return ${limit.yes ? '' : '!'}${call}${end}` },
  ];
  const claimed = edits.map(({ start, end: to }) => ({ start, end: to }));
  return { algorithm: limit.algorithm, body: fn, edits, claimed };
}

const isCountable = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

/** What callers are seen to give for a parameter. */
function argumentsFor(node: ts.Expression, code: Code, calls: Calls, fn: FunctionNode): number[] {
  const index = fn.parameters.findIndex(({ name }) => name.getText() === node.getText());
  return calls.of(fn).flatMap((call) => {
    const given = index < 0 ? undefined : call.arguments[index];
    if (given?.getText() === 'Infinity') return [Infinity];
    const value = given && valueOf(given, code);
    return value === undefined ? [] : [value];
  });
}

const nextStart = (statement: ts.Statement, statements: ts.NodeArray<ts.Statement>): number =>
  statements[statements.indexOf(statement) + 1]?.getStart() ?? statement.end;

/** The options of `consume`; undefined where no limiter takes them. */
function consumption(limit: Limited, code: Code, calls: Calls, fn: FunctionNode): string | undefined {
  const { texts, countsDenied, algorithm, isFromStart } = limit;
  const [most, length] = [limit.limit, limit.windowMs].map((sum) => textOf(sum, texts));
  if (most === undefined || length === undefined) return undefined;
  const isOpen = (sum: Sum, name: string): boolean => {
    const node = texts.get(name);
    return !isConstant(sum) && node !== undefined && isFixed(node, code, fn) && isGiven(node, code);
  };
  const isWhole = (sum: Sum, name: string): boolean => {
    const node = texts.get(name);
    const value = isConstant(sum) ? sum.constant : node && valueOf(node, code);
    // What callers give is whole as far as anybody can tell; what the environment says may be none at all.
    if (value !== undefined) return isCountable(value);
    return isOpen(sum, name) && node !== undefined && argumentsFor(node, code, calls, fn).every(isCountable);
  };
  if (!isWhole(limit.limit, most) || !isWhole(limit.windowMs, length)) return undefined;
  const varies = isOpen(limit.limit, most);
  // A window that runs keeps its end, whatever length the next call names; one that is measured from its beginning does not.
  if (isFromStart && isOpen(limit.windowMs, length)) return undefined;
  const option = (name: string, text: string): string => (name === text ? name : `${name}: ${text}`);
  const isCounted = countsDenied && (algorithm === 'log' || varies);
  return [option('limit', most), option('windowMs', length), ...(isCounted ? ['countDenied: true'] : [])].join(', ');
}

/** What stands before the step stays if the call needs it; the clock that was read for the step goes. */
function keptBefore(
  statements: readonly ts.Statement[],
  code: Code,
  fn: FunctionNode,
  needed: readonly ts.Node[],
): { readonly gone: readonly ts.Statement[] } {
  const isClock = (statement: ts.Statement): boolean =>
    ts.isVariableStatement(statement) &&
    statement.declarationList.declarations.every(
      ({ initializer }) =>
        initializer !== undefined &&
        /^(?:Date\.now\(\)|\+?new Date\(\)(?:\.getTime\(\))?)$/.test(initializer.getText()),
    );
  const symbolsIn = (nodes: readonly ts.Node[]) =>
    new Set(
      nodes.flatMap((node) => [...descendants(node)]).flatMap((node) => code.checker.getSymbolAtLocation(node) ?? []),
    );
  /** Clocks, what is fixed, and what is worked out of them. */
  const isOfClocks = (expression: ts.Expression): boolean => {
    const node = undressed(expression);
    if (isFixed(node, code, fn)) return true;
    if (ts.isBinaryExpression(node))
      return /^[*/+-]$/.test(node.operatorToken.getText()) && isOfClocks(node.left) && isOfClocks(node.right);
    const declared = ts.isIdentifier(node) && code.checker.getSymbolAtLocation(node)?.valueDeclaration;
    return statements.some((one) => isClock(one) && declared && isInside(declared, one));
  };
  const isSpare = (statement: ts.Statement, used: ReadonlySet<ts.Symbol>): boolean =>
    ts.isVariableStatement(statement) &&
    statement.declarationList.declarations.every(({ name, initializer }) => {
      const symbol = code.checker.getSymbolAtLocation(name);
      const isUnused = symbol !== undefined && !used.has(symbol);
      return isUnused && initializer !== undefined && (isClock(statement) || isOfClocks(initializer));
    });
  const wanted = symbolsIn(needed);
  const gone: ts.Statement[] = [];
  // From the last to the first: what is kept needs what it is made of.
  for (const statement of [...statements].reverse()) {
    if (isSpare(statement, wanted)) gone.unshift(statement);
    else for (const symbol of symbolsIn([statement])) wanted.add(symbol);
  }
  return { gone };
}

function isDeclaredAfter(key: ts.Node, { checker }: Code, { start, end }: Span): boolean {
  return [...descendants(key)].some((node) => {
    const [declaration] = checker.getSymbolAtLocation(node)?.declarations ?? [];
    if (declaration?.getSourceFile() !== key.getSourceFile()) return false;
    return start <= declaration.pos && declaration.end <= end;
  });
}
