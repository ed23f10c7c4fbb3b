/** Tests that put something else in the store's place, or turn the clock by which its entries end: they would no longer test what runs. */
import { ts } from 'ts-morph';
import { isTest } from '../../workspace/file-kinds.js';
import { bodyOf, descendants } from '../nodes.js';
import { reaches } from './imports.js';
import { placeOf } from '../code.js';
import type { Destination, Warning } from '../types.js';
import { nodeOf, refusalOf, type Guard, type Surroundings } from './types.js';

export const testDoubles: Guard = (around) => {
  const home = around.code.nameOf(around.target.declaration.getSourceFile());
  return callsInTests(around)
    .filter((call) => replaces(around, call, home))
    .map((call) =>
      refusalOf(around, call, 'TEST_DOUBLE', `the test puts another \`${around.target.name.text}\` in its place`, MOCK),
    );
};

const MOCK = 'Let the test fill the store itself, and clear it before each test; then run the migration again.';

/** What a test's clock means to a server: Redis has one of its own, while DynamoDB compares with the time that the caller gives. */
const ON_SERVERS: Readonly<Record<Destination, string>> = {
  redis: 'the test moves the clock by which entries end: on memory they follow it, on Redis they do not',
  dynamodb:
    'the test moves the clock by which entries end: they follow it on memory and on DynamoDB, where what a timer starts takes real time',
};

/** The memory backend goes by the same clock, so such tests go on. */
export function movedClocks(around: Surroundings, to: Destination): Warning[] {
  if (!dependsOnTime(around)) return [];
  const byFile = new Map(
    callsInTests(around)
      .filter(movesTime)
      .map((call) => [call.getSourceFile(), call] as const),
  );
  return [...byFile.values()].map((call) => ({
    ...placeOf(around.code, call),
    store: around.target.store,
    code: 'TEST_CLOCK',
    why: ON_SERVERS[to],
  }));
}

/** Of tests that get as far as the store. */
function callsInTests({ code, target, imports }: Surroundings): ts.CallExpression[] {
  const home = code.nameOf(target.declaration.getSourceFile());
  const tests = code.files.filter((file) => {
    const name = code.nameOf(file);
    return isTest(name) && MAY_REPLACE.test(file.text) && reaches(imports, name, home);
  });
  return tests.flatMap((file) => [...descendants(file)].filter(ts.isCallExpression));
}

const MAY_REPLACE = /\bmock\b|Mock\b|[tT]imers?\b|\.tick|setSystemTime/;
const MOCKING = /^(?:vi|jest)\.(?:mock|doMock|setMock|unstable_mockModule)$|^(?:t\.)?mock\.module$/;
const MOVING =
  /^(?:vi|jest|clock|(?:t\.)?mock\.timers)\.(?:advanceTimers\w*|setSystemTime|runAllTimers(?:Async)?|runOnlyPendingTimers(?:Async)?|runToLast(?:Async)?|tick(?:Async)?|setTime)$/;

const movesTime = ({ expression }: ts.CallExpression): boolean => MOVING.test(expression.getText());

/** A module is replaced by a factory that makes a store of its own. */
function replaces({ code, source, target, imports }: Surroundings, call: ts.CallExpression, home: string): boolean {
  const [specifier, factory] = call.arguments;
  if (!MOCKING.test(call.expression.getText()) || !specifier || !ts.isStringLiteralLike(specifier)) return false;
  const module = source.resolve(code.nameOf(call.getSourceFile()), specifier.text);
  if (module === undefined || factory === undefined || !reaches(imports, module, home)) return false;
  return [...descendants(factory)].some(
    (node) =>
      (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) &&
      (node.name.getText() === target.name.text ||
        (module === home && ts.isPropertyAssignment(node) && isContainer(node.initializer))),
  );
}

const isContainer = (node: ts.Expression): boolean =>
  ts.isNewExpression(node) && ['Map', 'Set', 'WeakMap'].includes(node.expression.getText());

const CLOCKS = /\bDate\.now\(|\bnew Date\(|\bperformance\.now\(|\bsetTimeout\(|\bsetInterval\(/;

function dependsOnTime({ code, uses, choice }: Surroundings): boolean {
  if (choice?.options.some(([name]) => name === 'ttl' || name === 'retain')) return true;
  const bodies = new Set(uses.map((use) => bodyOf(nodeOf(use))));
  return [...bodies].some((body) => {
    if (isTest(code.nameOf(body.getSourceFile()))) return false;
    return !ts.isSourceFile(body) && CLOCKS.test(body.getText());
  });
}
