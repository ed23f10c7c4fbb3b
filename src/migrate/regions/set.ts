/** A Set whose members are asked, added and taken away: each is one operation, and a question that decides an addition becomes its answer. */
import { ts } from 'ts-morph';
import { rangeOf } from '../adapter/ranges.js';
import { dressed, endsAbruptly, isStatementList, isUnused } from '../nodes.js';
import type { Access } from '../uses/access.js';
import { direct } from './direct.js';
import { orderIn } from './order.js';
import { NO_PART, together, type Part, type Setting } from './special.js';
import type { TextEdit } from './types.js';

export function membersIn({ accesses, body }: Setting): Part | undefined {
  const mayPrecede = orderIn(body);
  const decided = accesses.flatMap((write) => {
    const own = accesses.filter(
      (read) => read !== write && sameMember(read, write) && mayPrecede(read.node, write.node),
    );
    const [question] = own;
    const part = own.length === 1 && question !== undefined ? answeredBy(question, write) : undefined;
    return part === undefined || question === undefined ? [] : [{ question, write, part }];
  });
  const isPair = (read: Access, write: Access): boolean =>
    decided.some((one) => one.question === read && one.write === write);
  for (const read of accesses)
    for (const write of accesses) {
      if (!WRITING.has(write.operation) || !tells(read) || !mayPrecede(read.node, write.node)) continue;
      if (!isPair(read, write)) return undefined;
    }
  const covered = new Set(decided.flatMap(({ question, write }) => [question, write]));
  // One question for two writes is more than one step.
  if (covered.size !== decided.length * 2) return undefined;
  const parts: Part[] = decided.map(({ part }) => part);
  for (const access of accesses) {
    if (covered.has(access)) continue;
    const answer = direct(access);
    if ('code' in answer) return undefined;
    const { warning } = answer;
    parts.push({ ...NO_PART, ...answer, warnings: warning ? [{ ...warning, node: access.node }] : [] });
  }
  return together(parts);
}

const WRITING: ReadonlySet<Access['operation']> = new Set(['add', 'delete', 'clear', 'assign']);

/** Somebody looks at what it gives. */
const tells = ({ operation, node }: Access): boolean => !WRITING.has(operation) || !isUnused(dressed(node));

const sameMember = (a: Access, b: Access): boolean => a.key !== undefined && a.key.getText() === b.key?.getText();

/** `add` says whether it is new, `delete` whether it was there. */
const METHODS: Readonly<Partial<Record<Access['operation'], { method: string; isTrueWhenThere: boolean }>>> = {
  add: { method: 'add', isTrueWhenThere: false },
  delete: { method: 'delete', isTrueWhenThere: true },
};

/** The write takes the place of the question, where it follows at once on each path on which it changes anything. */
function answeredBy(question: Access, write: Access): Part | undefined {
  const way = METHODS[write.operation];
  const statement = write.node.parent;
  if (question.operation !== 'has' || way === undefined || !ts.isExpressionStatement(statement)) return undefined;
  const asked = askedIn(question.node);
  if (asked === undefined) return undefined;
  const changesWhenTrue = asked.isNegated !== way.isTrueWhenThere;
  const call = `await ${write.receiver.getText()}.${way.method}(${write.key?.getText() ?? ''})`;
  const gone = rangeOf(statement);
  if (!ts.isIfStatement(asked.statement)) {
    // Whatever was there, the write leaves the same.
    if (nextOf(asked.statement) !== statement) return undefined;
    return claiming([replacement(asked.test, changesWhenTrue ? call : `!(${call})`), { ...gone, text: '' }]);
  }
  const { thenStatement, elseStatement } = asked.statement;
  if (!changesWhenTrue) {
    if (nextOf(asked.statement) !== statement || elseStatement !== undefined || !endsAbruptly(thenStatement))
      return undefined;
    return claiming([replacement(asked.test, `!(${call})`), { ...gone, text: '' }]);
  }
  const inner = ts.isBlock(thenStatement) ? thenStatement.statements : [thenStatement];
  if (inner[0] !== statement) return undefined;
  if (inner.length === 1)
    return elseStatement === undefined
      ? claiming([replacement(asked.statement, `${call}${ending(statement)}`)])
      : undefined;
  return claiming([replacement(asked.test, call), { ...gone, text: '' }]);
}

const replacement = (node: ts.Node, text: string): TextEdit => ({ start: node.getStart(), end: node.end, text });

const claiming = (edits: readonly TextEdit[]): Part => ({
  ...NO_PART,
  edits,
  claimed: edits.map(({ start, end }) => ({ start, end })),
});

const ending = (statement: ts.Node): string => (statement.getText().endsWith(';') ? ';' : '');

function nextOf(statement: ts.Statement): ts.Statement | undefined {
  const { parent } = statement;
  return isStatementList(parent) ? parent.statements[parent.statements.indexOf(statement) + 1] : undefined;
}

interface Asked {
  readonly test: ts.Expression;
  readonly isNegated: boolean;
  readonly statement: ts.Statement;
}

/** `if (!seen.has(x))`, `const isNew = !seen.has(x)`. */
function askedIn(node: ts.Expression): Asked | undefined {
  let test = dressed(node);
  let isNegated = false;
  while (ts.isPrefixUnaryExpression(test.parent) && test.parent.operator === ts.SyntaxKind.ExclamationToken) {
    test = dressed(test.parent);
    isNegated = !isNegated;
  }
  const { parent } = test;
  if (ts.isIfStatement(parent) && parent.expression === test) return { test, isNegated, statement: parent };
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== test) return undefined;
  const statement = parent.parent.parent;
  const isOnly = ts.isVariableDeclarationList(parent.parent) && parent.parent.declarations.length === 1;
  return isOnly && ts.isVariableStatement(statement) ? { test, isNegated, statement } : undefined;
}
