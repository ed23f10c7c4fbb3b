import { MODULE, type ModuleFacts, type TestAtom, type Value } from '../../model/facts.js';
import { remembering } from '../../model/lazily.js';
import type { Program } from '../../program/index.js';
import type { Access } from '../../program/stores.js';
import { isIn, skippedWhere, type Known } from '../../program/branches.js';
import { oncePerProgram } from './once-per-program.js';
import { isEnvironment } from './origins.js';

/** Code that runs in an emulator on somebody's machine. Nobody sets its flags in a deployment, as `NODE_ENV` can be forgotten there. */

const FLAGS = /^(IS_OFFLINE|IS_LOCAL|AWS_SAM_LOCAL|FUNCTIONS_EMULATOR|FIRE(BASE|STORE)\w*_EMULATOR\w*|NETLIFY_DEV)$/;

/** Names are looked through this far. */
const DEEPEST = 4;

/** Whether an access happens in an emulator only: it stands behind a question for one, in its function. */
export function isOfEmulator({ module, fn, at }: Pick<Access, 'module' | 'fn' | 'at'>, program: Program): boolean {
  if (fn === MODULE) return false;
  return skippedIn(program)(module).some((one) => one.fn === fn && isIn(at, one.span));
}

/** What of a module no deployment runs. */
const skippedIn = oncePerProgram((program) =>
  remembering((module: ModuleFacts) => skippedWhere(module, (atom) => holdsElsewhere(module, atom, program))),
);

/** Whether a comparison holds wherever no emulator runs; nothing where it asks something else. */
function holdsElsewhere(module: ModuleFacts, atom: TestAtom, program: Program): Known {
  const inEmulator = holdsInEmulator(module, atom, program);
  return inEmulator === undefined ? undefined : !inEmulator;
}

function holdsInEmulator(module: ModuleFacts, atom: TestAtom, program: Program): Known {
  const { value, holds, operator, other } = atom;
  if (holds === 'compare') return compared(value, operator ?? '', other);
  const truthy = truthyInEmulator(module, value, program, 0);
  return truthy === undefined || holds === 'truthy' ? truthy : !truthy;
}

function truthyInEmulator(module: ModuleFacts, value: Value, program: Program, depth: number): Known {
  const inside = (one: Value | undefined, from = module): Known =>
    one && depth < DEEPEST ? truthyInEmulator(from, one, program, depth + 1) : undefined;
  if (isFlag(value)) return true;
  if (value.kind === 'derived') {
    const [first, second] = value.of;
    if (value.operator !== '!') return first && compared(first, value.operator, second);
    const truthy = inside(first);
    return truthy === undefined ? undefined : !truthy;
  }
  if (value.kind === 'import') {
    const from = program.modules.imported(module, value.source);
    const [only] = from.kind === 'module' ? program.modules.exported(from.module, value.name) : [];
    return only && inside(only.value, only.module);
  }
  if (value.kind !== 'variable') return undefined;
  const { declared, values = [] } = module.variables[value.id] ?? {};
  return declared !== 'parameter' && values.length === 1 ? inside(values[0]) : undefined;
}

/** `process.env.IS_OFFLINE === 'true'` */
function compared(value: Value, operator: string, other: Value | undefined): Known {
  if (!isFlag(value) || other?.kind !== 'literal' || !/^(true|1)$/.test(String(other.value))) return undefined;
  return !operator.startsWith('!');
}

function isFlag(value: Value): boolean {
  return value.kind === 'member' && FLAGS.test(value.key) && isEnvironment(value);
}
