/** Code to paste for a refusal: what stands there, written for a store that answers with copies and has to be waited for. */
import { ts } from 'ts-morph';
import type { Finding } from '../../model/report.js';
import type { Calls } from '../calls.js';
import type { Code } from '../code.js';
import type { Refusal, RefusalCode } from '../types.js';
import {
  filledOneByOne,
  readWhereNeeded,
  replacedAsAWhole,
  setAlone,
  withCollection,
  withContent,
} from './collections.js';
import { calledByName, clearedBefore, methodInstead, narrowedLater, readAhead, servedByRoute } from './functions.js';
import type { ExpressionPlace, Place, Writer } from './place.js';
import { changedInPlace, keptAsCopy, pathWritten } from './records.js';
import { afterCommit, inOneStep, keptOnce, listenersInTurn, takenIfFree, underLease } from './steps.js';

/** Written where it is refused, by what knows the place best. */
const THERE = 'there';
/** It takes a decision, a file that is not the project’s or another option: its advice says which. */
const TOLD = 'told';

export const REPLACEMENTS: Readonly<Record<RefusalCode, Writer | typeof THERE | typeof TOLD>> = {
  ACCESSOR: THERE,
  CHAINED_SET: expression(setAlone),
  CTOR: THERE,
  CROSS_STORE: THERE,
  DETACHED_METHOD: expression(calledByName),
  EDGE_RUNTIME: THERE,
  EMIT_ORDER: expression(listenersInTurn),
  ESCAPED_FUNCTION: readAhead,
  ESCAPING_REF: expression((place) => changedInPlace(place) ?? keptAsCopy(place)),
  EXTERNAL_CONSUMER: TOLD,
  EXTERNAL_CONTRACT: TOLD,
  FLOWS_TO_ANY: TOLD,
  GENERATOR: THERE,
  IDENTITY: expression(withContent),
  INITIALISER: methodInstead,
  KEY_TYPE: TOLD,
  LIVE_PROPERTY: readWhereNeeded,
  MIXED_ARGUMENT: expression(withCollection),
  MULTI_KEY: expression(takenIfFree),
  NESTED_WRITE: expression(pathWritten),
  NO_ADAPTER: THERE,
  NO_LEASE: underLease,
  NO_TTL: THERE,
  NON_SERIALISABLE: keptOnce,
  NOT_REPEATABLE: expression(afterCommit),
  ORDER: TOLD,
  PARSE: TOLD,
  PROTOCOL: readAhead,
  PUBLIC_API: TOLD,
  REACT_SYNC: servedByRoute,
  RETURNS_STORE: expression(setAlone),
  RUNTIME_UNSUPPORTED: THERE,
  SEEDED: expression(filledOneByOne),
  SHARED_NAME: TOLD,
  SYNC_CALLBACK: readAhead,
  TEST_DOUBLE: clearedBefore,
  TIMER_ESCAPES: TOLD,
  TOP_LEVEL_CJS: THERE,
  TORN_STEP: expression(inOneStep),
  TYPE_CHECK: TOLD,
  TYPE_GUARD: narrowedLater,
  UNKNOWN_USE: expression(replacedAsAWhole),
  UNVERIFIED: TOLD,
  VOLATILE: TOLD,
};

export function withReplacement(code: Code, calls: Calls, finding: Finding, refusal: Refusal): Refusal {
  const write = REPLACEMENTS[refusal.code];
  if (refusal.replacement !== undefined || typeof write === 'string') return refusal;
  const node = nodeAt(code, refusal);
  const replacement = node && write({ code, calls, finding, node });
  return replacement === undefined ? refusal : { ...refusal, replacement };
}

function expression(write: (place: ExpressionPlace) => string | undefined): Writer {
  return ({ node, ...place }: Place) => (ts.isExpression(node) ? write({ ...place, node }) : undefined);
}

function nodeAt(code: Code, { file: name, line, column }: Refusal): ts.Node | undefined {
  const file = code.file(name);
  if (file === undefined || line > file.getLineStarts().length) return undefined;
  const start = file.getPositionOfLineAndCharacter(line - 1, column - 1);
  let first: ts.Node | undefined;
  const find = (node: ts.Node): ts.Expression | undefined => {
    if (node.getStart(file) === start && !ts.isSourceFile(node)) {
      if (ts.isExpression(node)) return node;
      first ??= node;
    }
    return node.forEachChild((child) => (child.pos <= start && start < child.end ? find(child) : undefined));
  };
  return find(file) ?? first;
}
