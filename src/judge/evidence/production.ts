import {
  MODULE,
  type BranchFacts,
  type CallFacts,
  type ExitFacts,
  type FunctionId,
  type ModuleFacts,
  type Span,
  type TestAtom,
  type Value,
} from '../../model/facts.js';
import { inFunction } from '../../program/in-function.js';
import { remembering } from '../../model/lazily.js';
import type { Program } from '../../program/index.js';
import { functionKey, type FunctionRef } from '../../program/targets.js';
import { endOfBlock, isIn, isTaken, skippedBy, type Known } from '../../program/branches.js';
import { oncePerProgram } from './once-per-program.js';
import { isEnvironment } from './origins.js';

/** Code that production never gets to, because something asks for the environment before it: in place, or in a function that guards it. */

/** How a function ends where the environment is production. */
type Outcome = 'throws' | Known;

/** Functions and names are looked through this far. */
const DEEPEST = 5;

const NO_PRODUCTION: ReadonlySet<string> = new Set(['test', 'development']);

/** Variables that say where a program runs: `NODE_ENV`, `APP_ENV`, `STAGE`; `STRIPE_MODE` says something else. */
const WHERE = /(?:^|_)(?:ENV|ENVIRONMENT|STAGE|CONTEXT)$|^MODE$/i;
/** And those that only tests set. */
const OF_TESTS = /^(?:CI|VITEST|JEST_WORKER_ID|(?:E2E|PLAYWRIGHT|CYPRESS)(?:_\w+)?|(?:\w+_)?TEST(?:S|ING)?(?:_MODE)?)$/;

/** Whether a place in a function is one that production does not reach. */
export function isOutsideProduction(module: ModuleFacts, fn: number, at: Span, program: Program): boolean {
  return skippedIn(program)(module)(fn).some((span) => isIn(at, span));
}

const skippedIn = oncePerProgram((program) =>
  remembering((module: ModuleFacts) => remembering((fn: FunctionId) => [...skippedSpans({ module, fn }, program)])),
);

/** The parts of a function that production skips. */
function* skippedSpans({ module, fn }: FunctionRef, program: Program): Generator<Span> {
  for (const branch of inFunction(module.branches, fn))
    yield* skippedBy(module, branch, takenIn(module, branch, program, 0));
  // `assertDevelopment();`
  for (const call of inFunction(module.calls, fn)) {
    if (call.result === 'used' || !throwsIn(module, call, program)) continue;
    yield [call.at[1], endOfBlock(module, call)];
  }
}

function throwsIn(module: ModuleFacts, { callee }: CallFacts, program: Program): boolean {
  const outcomes = outcomesOf(module, callee, program, 0);
  return outcomes.length > 0 && outcomes.every((outcome) => outcome === 'throws');
}

/** Callers of callers are asked this far. */
const FARTHEST_CALLER = 3;

/** Whether a place is out of reach in production wherever its function is called from. */
export function isForDevelopment(module: ModuleFacts, fn: number, at: Span, program: Program, distance = 0): boolean {
  if (fn === MODULE) return false;
  if (isOutsideProduction(module, fn, at, program)) return true;
  if (distance === FARTHEST_CALLER || program.isEntry({ module, fn })) return false;
  const sites = program.callSitesOf({ module, fn });
  return (
    sites.length > 0 &&
    sites.every((site) => isForDevelopment(site.module, site.call.fn, site.call.at, program, distance + 1))
  );
}

function takenIn(module: ModuleFacts, branch: BranchFacts, program: Program, depth: number): Known {
  return isTaken(branch, (atom) => holdsIn(module, atom, program, depth));
}

function holdsIn(module: ModuleFacts, atom: TestAtom, program: Program, depth: number): Known {
  const { value, holds, operator = '', other } = atom;
  if (holds === 'compare') return comparedIn(value, operator, other);
  const known = truthIn(module, value, program, depth);
  return known === undefined || holds === 'truthy' ? known : !known;
}

/** `NODE_ENV === 'production'`, `NODE_ENV !== 'test'` */
function comparedIn(value: Value, operator: string, other: Value | undefined): Known {
  if (other?.kind !== 'literal' || value.kind !== 'member' || !isEnvironment(value)) return undefined;
  if (!/^[=!]==?$/.test(operator)) return undefined;
  if (OF_TESTS.test(value.key) && /^(?:true|1)$/.test(String(other.value))) return operator.startsWith('!');
  if (!WHERE.test(value.key)) return undefined;
  const isProduction = other.value === 'production';
  if (!isProduction && !NO_PRODUCTION.has(String(other.value))) return undefined;
  return operator.startsWith('!') ? !isProduction : isProduction;
}

/** Whether a value is truthy in production: `isDev`, `isProduction()`, what a guard gives back. */
function truthIn(module: ModuleFacts, value: Value, program: Program, depth: number): Known {
  if (depth > DEEPEST) return undefined;
  switch (value.kind) {
    case 'derived': {
      const [first, second] = value.of;
      if (!first) return undefined;
      if (value.operator !== '!') return comparedIn(first, value.operator, second);
      const known = truthIn(module, first, program, depth + 1);
      return known === undefined ? undefined : !known;
    }
    case 'awaited':
      return truthIn(module, value.of, program, depth + 1);
    case 'variable': {
      const { declared, values } = module.variables[value.id] ?? {};
      const [only, ...others] = values ?? [];
      // What is assigned again says nothing.
      const isFixed = declared !== 'parameter' && only !== undefined && others.length === 0;
      return isFixed ? truthIn(module, only, program, depth + 1) : undefined;
    }
    case 'import': {
      const from = program.modules.imported(module, value.source);
      if (from.kind !== 'module') return undefined;
      const [only] = program.modules.exported(from.module, value.name);
      return only && truthIn(only.module, only.value, program, depth + 1);
    }
    case 'call': {
      const call = module.calls[value.id];
      const outcomes = call ? outcomesOf(module, call.callee, program, depth + 1) : [];
      const [only, ...others] = new Set(outcomes);
      return others.length === 0 && only !== 'throws' ? only : undefined;
    }
    default:
      return undefined;
  }
}

/** How the functions of the program that are called end, where they ask for the environment. */
function outcomesOf(module: ModuleFacts, callee: Value, program: Program, depth: number): Outcome[] {
  if (depth > DEEPEST) return [];
  return program
    .resolve(module, callee)
    .flatMap((target) => (target.kind === 'function' ? [outcomeOf(target, program, depth)] : []));
}

const outcomesIn = oncePerProgram(() => new Map<string, Outcome>());

function outcomeOf(ref: FunctionRef, program: Program, depth: number): Outcome {
  const outcomes = outcomesIn(program);
  const key = functionKey(ref);
  if (outcomes.has(key)) return outcomes.get(key);
  // A function may ask itself.
  outcomes.set(key, undefined);
  const outcome = endOf(ref, program, depth);
  outcomes.set(key, outcome);
  return outcome;
}

function endOf({ module, fn }: FunctionRef, program: Program, depth: number): Outcome {
  const decided = inFunction(module.branches, fn).map((branch) => ({
    ...branch,
    isTaken: takenIn(module, branch, program, depth),
  }));
  const isDead = ({ at }: ExitFacts): boolean =>
    decided.some(({ isTaken, then, else: otherwise }) => isTaken !== undefined && isIn(at, isTaken ? otherwise : then));
  const isSure = ({ at }: ExitFacts): boolean =>
    decided.every(
      ({ isTaken, then, else: otherwise }) => isTaken !== undefined || (!isIn(at, then) && !isIn(at, otherwise)),
    );
  const asks = decided.some(({ isTaken }) => isTaken !== undefined);
  const exits = inFunction(module.exits, fn)
    .filter((exit) => !isDead(exit))
    .sort((a, b) => a.at[0] - b.at[0]);
  const last = exits.findIndex(isSure);
  const ends = new Set((last < 0 ? exits : exits.slice(0, last + 1)).map(endAt));
  // Without a return at its end a function gives nothing.
  if (last < 0) ends.add(asks ? false : undefined);
  const [only, ...others] = ends;
  return others.length === 0 ? only : undefined;

  function endAt({ kind, value, at }: ExitFacts): Outcome {
    // Whatever the environment, it says nothing of that.
    if (!asks) return value && truthIn(module, value, program, depth + 1);
    if (kind === 'throw') return 'throws';
    // `return NODE_ENV === 'production' ? refusal() : undefined`
    const choice = decided.find((branch) => branch.isTaken !== undefined && isIn(branch.at, at));
    const [chosen, otherwise] = value?.kind === 'either' ? value.of : [];
    return givenBy(choice?.kind === 'ternary' ? (choice.isTaken ? chosen : otherwise) : value);
  }

  function givenBy(value: Value | undefined): Known {
    if (!value) return false;
    if (value.kind === 'literal') return Boolean(value.value);
    if (value.kind === 'object' || value.kind === 'array' || value.kind === 'function') return true;
    const call = value.kind === 'call' ? module.calls[value.id] : undefined;
    // What a package gives is something: `NextResponse.json(…)`, `new Response()`.
    const isOwn = !call || program.resolve(module, call.callee).some((target) => target.kind === 'function');
    return isOwn ? truthIn(module, value, program, depth + 1) : true;
  }
}
