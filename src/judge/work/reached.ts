import { MODULE, type CallFacts, type ModuleFacts, type Value } from '../../model/facts.js';
import { freezesAfterAnswering } from '../../model/freezing.js';
import type { Entry } from '../../program/entries.js';
import type { Program } from '../../program/index.js';
import { functionKey, type FunctionRef } from '../../program/targets.js';
import { calleeName } from '../evidence/names.js';

/** Which functions run on behalf of an answer after which the instance is frozen. */

/** Of what renders pages, these alone run on the server and nowhere else. */
const SERVER_ONLY = /^(load|loader|action|getServerSideProps|getStaticProps|generateMetadata)$/;
/** Work that is handed to these is waited for, or belongs to no answer at all. */
const HANDED =
  /^(after|unstable_after|waitUntil|on|once|addListener|addEventListener|subscribe|onSnapshot|watch|setTimeout|setInterval|setImmediate|schedule)$/;
const ANSWERS = /^(res|response|reply)$/;

/** Functions, by key, that such answers run. */
export function frozenFunctions(program: Program): ReadonlyMap<string, FunctionRef> {
  const found = new Map<string, FunctionRef>();
  const isExempt = handedFunctions(program);
  const queue = program.entries.filter((entry) => isFreezing(entry, program)).flatMap(({ functions }) => functions);
  for (const ref of queue) {
    const key = functionKey(ref);
    if (found.has(key) || isExempt.has(key) || program.modules.isBrowser(ref.module)) continue;
    found.set(key, ref);
    for (const { kind, to } of program.edgesFrom(ref)) if (kind !== 'timer') queue.push(to);
  }
  return found;
}

function isFreezing(entry: Entry, program: Program): boolean {
  const { platform, kind, name, functions, file } = entry;
  if (kind === 'render' && !SERVER_ONLY.test(name)) return false;
  // Lambda lets a handler that gives no promise finish what it has begun.
  if (platform === 'lambda' && !functions.some(givesPromise)) return false;
  if (platform === 'sveltekit') return !isOnServer(file, program);
  return freezesAfterAnswering(entry);
}

function givesPromise({ module, fn }: FunctionRef): boolean {
  const facts = module.functions[fn];
  return facts !== undefined && (facts.async || facts.returns.some(({ kind }) => kind !== 'literal'));
}

/** An adapter that makes a server of its own, or none at all. */
function isOnServer(file: string, program: Program): boolean {
  const [root = ''] = file.split('src/');
  const config = ['js', 'ts', 'mjs'].map((extension) => program.modules.get(`${root}svelte.config.${extension}`));
  return config.some((module) => module?.imports.some(({ source }) => /adapter-(node|static)$/.test(source)));
}

function handedFunctions(program: Program): Set<string> {
  const found = new Set<string>();
  for (const module of program.modules.all()) {
    for (const call of module.calls) {
      if (call.args.length === 0 || !isHanding(module, call)) continue;
      for (const argument of call.args)
        for (const fn of functionsIn(module, argument)) found.add(functionKey({ module, fn }));
    }
  }
  return found;
}

function isHanding(module: ModuleFacts, { callee }: CallFacts): boolean {
  const parts = calleeName(module, callee).split('.');
  const name = callee.kind === 'member' ? callee.key : (parts.at(-1) ?? '');
  // What is done when an answer has gone out is just what this is about.
  return HANDED.test(name) && !(name === 'on' && ANSWERS.test(parts.at(-2) ?? ''));
}

export function* functionsIn(module: ModuleFacts, value: Value): Generator<number> {
  if (value.kind === 'function') yield value.id;
  if (value.kind === 'object')
    for (const property of module.objects[value.id]?.properties ?? [])
      if (property.value.kind === 'function') yield property.value.id;
}

/** The handler, method or helper that a function is written in. What a factory makes and gives away is a function of its own. */
export function outermost(ref: FunctionRef, program: Program): FunctionRef {
  const { parent = MODULE, kind, name } = ref.module.functions[ref.fn] ?? {};
  const isInner = parent !== MODULE && (kind === 'arrow' || kind === 'function') && !program.isEntry(ref);
  if (!isInner) return ref;
  const isOwn = name === '' || program.callersOf(ref).some(({ module, fn }) => module === ref.module && fn === parent);
  return isOwn ? outermost({ module: ref.module, fn: parent }, program) : ref;
}
