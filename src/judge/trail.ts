import { MODULE, type ModuleFacts, type Span } from '../model/facts.js';
import { labelOf } from '../model/label.js';
import type { TrailStep } from '../model/report.js';
import type { Program } from '../program/index.js';
import type { Access } from '../program/stores.js';
import { functionKey, type FunctionRef } from '../program/targets.js';
import type { Evidence } from './evidence/index.js';
import type { Locate } from './locate.js';

/** The accesses that tell the story: the write that decides, and the read that will miss it. */
export interface Story {
  write?: Access;
  read?: Access;
}

const WRITE_ORDER: readonly Access['operation'][] = [
  'set',
  'push',
  'add',
  'increment',
  'mutate-in-place',
  'assign',
  'delete',
  'shift',
  'clear',
  'sort',
];
const READ_ORDER: readonly Access['operation'][] = ['get', 'has', 'iterate', 'read', 'size', 'escape'];

export function storyOf(evidence: Evidence, program: Program): Story {
  const isTimed = ({ module, fn }: Access): boolean => program.reach.of({ module, fn })?.timer === true;
  const hasEntry = ({ module, fn }: Access): boolean => program.reach.of({ module, fn })?.entry !== undefined;
  // `store[key]` looks one entry up, as `get` does; how many there are, and what stands in a record, says less.
  const kindOf = ({ operation, path: [member, inner], write }: Access): Access['operation'] => {
    // What is set in a record by its name is one of its fields.
    if (operation === 'set' && write && member !== undefined && member !== '*') return 'assign';
    if (operation !== 'read' || member === undefined) return operation;
    if (member === 'size' || member === 'length' || inner !== undefined) return 'size';
    return member === '*' ? 'get' : 'read';
  };
  const rank = (order: readonly Access['operation'][], access: Access): number =>
    order.indexOf(kindOf(access)) + (hasEntry(access) ? 0 : 20) + (isTimed(access) ? 40 : 0);
  const [write] = [...evidence.writes].sort((a, b) => rank(WRITE_ORDER, a) - rank(WRITE_ORDER, b));
  // What another request reads tells more than what the same one looks up before it writes.
  const elsewhere = (access: Access): number => {
    if (!write) return 0;
    if (functionKey(access) === functionKey(write)) return 0.5;
    return requestOf(access, program) === requestOf(write, program) ? 0 : -1;
  };
  const [read] = [...evidence.reads].sort(
    (a, b) => rank(READ_ORDER, a) + elsewhere(a) - rank(READ_ORDER, b) - elsewhere(b),
  );
  return { ...(write ? { write } : {}), ...(read ? { read } : {}) };
}

/** What a reader calls the request on whose behalf a function runs: `POST /links`, `create.handler`. */
export function requestOf(ref: FunctionRef, program: Program): string | undefined {
  const { entry } = program.reach.of(ref) ?? {};
  const start = entry === undefined ? undefined : program.entries[entry];
  return start && labelOf(start);
}

export function* trailOf(
  declared: { module: ModuleFacts; at: Span } | undefined,
  { write, read }: Story,
  program: Program,
  locate: Locate,
): Generator<TrailStep> {
  // A file has no declaration: it is where it is written.
  if (declared)
    yield { kind: 'declare', ...locate(declared.module, declared.at), note: 'declared here, once per instance' };
  if (write) {
    yield* wayTo(write, program, locate);
    yield { kind: 'write', ...locate(write.module, write.at), note: noteOf(write, 'written', program) };
  }
  if (read) yield { kind: 'read', ...locate(read.module, read.at), note: noteOf(read, 'read', program) };
}

function noteOf(access: Access, what: string, program: Program): string {
  const ref = { module: access.module, fn: access.fn };
  if (program.reach.of(ref)?.timer && requestOf(ref, program) === undefined) return `${what} here by a timer`;
  const request = requestOf(ref, program);
  return request === undefined ? `${what} here` : `${what} here on ${request}`;
}

/** From the entry point down the calls to the function that writes. */
function* wayTo(access: Access, program: Program, locate: Locate): Generator<TrailStep> {
  const chain: TrailStep[] = [];
  let ref: FunctionRef = { module: access.module, fn: access.fn };
  for (let length = 0; length < 12 && ref.fn !== MODULE; length++) {
    const { via, entry } = program.reach.of(ref) ?? {};
    if (!via) {
      const start = entry === undefined ? undefined : program.entries[entry];
      const at = ref.module.functions[ref.fn]?.at;
      if (start && at) chain.push({ kind: 'entry', ...locate(ref.module, at), note: labelOf(start) });
      break;
    }
    if (via.kind === 'call') {
      const callee = ref.module.functions[ref.fn]?.name;
      chain.push({ kind: 'call', ...locate(via.from.module, via.at), note: callee ? `${callee}()` : 'a callback' });
    }
    ref = via.from;
  }
  yield* chain.reverse();
}
