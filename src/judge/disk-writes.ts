import type { CallFacts, ModuleFacts, Value } from '../model/facts.js';
import { inFunction } from '../program/in-function.js';
import type { Program } from '../program/index.js';
import type { Target } from '../program/targets.js';
import { areScratch, givenPaths, isScratch, textsOf, type GivenPath } from './disk-paths.js';
import { calleeName, words } from './evidence/names.js';
import { isRequest } from './evidence/phase.js';

/** A request that writes a file. */
export interface DiskWrite {
  module: ModuleFacts;
  call: CallFacts;
  /** `fs.writeFileSync`, as the code calls it. */
  name: string;
  /** Words of each path that is written: a helper writes those that its callers hand to it. */
  paths: readonly (readonly string[])[];
  /** The file is there while somebody is at work, and nobody else begins meanwhile. */
  isLock?: true;
  /** Why it does no harm. */
  safe?: string;
  /** Why it does little. */
  mild?: string;
}

/** Which argument says where something is written, by the function that writes. */
const WRITERS: ReadonlyMap<string, number> = new Map([
  ...[
    'writeFile',
    'appendFile',
    'createWriteStream',
    'outputFile',
    'outputJson',
    'outputJSON',
    'writeJson',
    'writeJSON',
  ]
    .flatMap((name) => [name, `${name}Sync`])
    .map((name) => [name, 0] as const),
  // What was written elsewhere is put into its place.
  ...['rename', 'copyFile', 'cp', 'copy', 'move']
    .flatMap((name) => [name, `${name}Sync`])
    .map((name) => [name, 1] as const),
]);
const FILE_SYSTEMS = new Set(['fs', 'fs/promises', 'fs-extra', 'graceful-fs']);
/** Packages whose only export writes a file. */
const SINGLE_WRITERS = new Set(['write-file-atomic', 'write-json-file']);
/** What other runtimes write with. */
const HOSTS: ReadonlySet<string> = new Set([
  ...['Bun.write', 'Deno.writeFile', 'Deno.writeFileSync', 'Deno.writeTextFile', 'Deno.writeTextFileSync'],
]);
const REMOVERS = new Set([
  'unlink',
  'unlinkSync',
  'rm',
  'rmSync',
  'rmdir',
  'rmdirSync',
  'remove',
  'removeSync',
  'emptyDir',
]);
const LOOKS = new Set([
  'existsSync',
  'exists',
  'access',
  'accessSync',
  'stat',
  'statSync',
  'pathExists',
  'pathExistsSync',
]);

const TAKEN_BACK = 'The request that writes the file removes it again; on a disk that is read-only it can do neither.';
const REMOVED = 'A scratch file that is removed again.';
/** What makes a path that no other request has. */
const OWN_PATH =
  /^(crypto\.)?(randomUUID|randomBytes|nanoid|uuid\w*|v4|ulid|mkdtemp\w*|createId)$|mkdtemp|\brequestId\b|awsRequestId|Date\.now/;

export function* diskWrites(program: Program): Generator<DiskWrite> {
  for (const module of program.modules.all()) {
    const writes = module.calls.flatMap((call) => {
      const member = fileSystemCall(module, call, program);
      const position = member === undefined ? undefined : WRITERS.get(member);
      return member === undefined || position === undefined ? [] : [{ call, member, position }];
    });
    for (const { call, member, position } of writes) {
      if (!isRequest({ module, fn: call.fn }, program)) continue;
      // A file that is written and then put into its place is one write.
      if (position === 1 && writes.some((other) => other.position === 0 && other.call.fn === call.fn)) continue;
      const texts = textsOf(module, call.args[position], program);
      const given = givenPaths(module, call.args[position], program);
      const isTakenBack = isRemovedAgain(module, call, call.args[position], program);
      const verdict = isTakenBack && isExclusive(module, call) ? { isLock: true as const } : undefined;
      const handed = given.length > 0 ? given.flat().map((one) => one.texts) : [[]];
      yield {
        ...{ module, call, name: calleeName(module, call.callee) || member },
        paths: handed.map((path) => words([...texts, ...path].join(' '))),
        ...(verdict ?? leniencyOf(module, call, texts, given, program)),
        ...(isTakenBack && !verdict ? { mild: TAKEN_BACK } : {}),
      };
    }
  }
}

/** The function of a file system that a call runs, by its own name. */
function fileSystemCall(module: ModuleFacts, call: CallFacts, program: Program): string | undefined {
  const { callee } = call;
  const full = calleeName(module, callee);
  if (HOSTS.has(full) && isOfHost(callee)) return 'writeFile';
  if (callee.kind === 'member' && !isKnown(callee.key)) return undefined;
  if (callee.kind === 'global' || callee.kind === 'this') return undefined;
  for (const target of program.resolve(module, callee)) {
    if (target.kind === 'external') {
      if (FILE_SYSTEMS.has(target.package)) return target.path.at(-1);
      if (SINGLE_WRITERS.has(target.package)) return 'writeFile';
    }
    if (target.kind === 'created' && target.package === 'util') return promisified(target, program);
  }
  return undefined;
}

const isKnown = (name: string): boolean =>
  WRITERS.has(name) || REMOVERS.has(name) || LOOKS.has(name) || name === 'default';

function isOfHost(callee: Value): boolean {
  return callee.kind === 'member' && callee.of.kind === 'global';
}

/** `const write = promisify(fs.writeFile)` */
function promisified(
  { path, call, module }: Extract<Target, { kind: 'created' }>,
  program: Program,
): string | undefined {
  const [wrapped] = call.args;
  if (!path.includes('promisify') || !wrapped) return undefined;
  const inner = program
    .resolve(module, wrapped)
    .find((target) => target.kind === 'external' && FILE_SYSTEMS.has(target.package));
  return inner?.kind === 'external' ? inner.path.at(-1) : undefined;
}

function leniencyOf(
  module: ModuleFacts,
  call: CallFacts,
  texts: readonly string[],
  given: readonly (readonly GivenPath[])[],
  program: Program,
): Pick<DiskWrite, 'safe' | 'mild'> {
  if (!isScratch(texts)) {
    const scratch = given.find(areScratch);
    if (!scratch) return {};
    const isRemoved = scratch.every((one) => doesAround(one.module, one.fn, REMOVERS, program));
    return isRemoved ? { safe: REMOVED } : { mild: 'A helper that writes scratch files for its callers.' };
  }
  const does = (names: ReadonlySet<string>): boolean => doesAround(module, call.fn, names, program);
  if (does(REMOVERS)) return { safe: REMOVED };
  if (texts.some((text) => OWN_PATH.test(text)))
    return {
      mild: 'Each request leaves a scratch file of its own behind: the disk of the instance fills up until writing fails.',
    };
  if (does(LOOKS)) return { mild: 'A copy on the scratch disk that is made again where it is missing.' };
  return {};
}

/** `await unlink(probe)`, in the function that has written it. */
function isRemovedAgain(module: ModuleFacts, { fn }: CallFacts, path: Value | undefined, program: Program): boolean {
  if (path?.kind !== 'variable') return false;
  return inFunction(module.calls, fn).some((other) => {
    const [removed] = other.args;
    const isSame = removed?.kind === 'variable' && removed.id === path.id;
    return isSame && REMOVERS.has(fileSystemCall(module, other, program) ?? '');
  });
}

/** `{ flag: 'wx' }` fails where the file is there already. */
function isExclusive(module: ModuleFacts, { args }: CallFacts): boolean {
  return args.some((options) => {
    const properties = options.kind === 'object' ? (module.objects[options.id]?.properties ?? []) : [];
    return properties.some(
      ({ key, value }) => /^flags?$/.test(key) && value.kind === 'literal' && /^[aw]x/.test(String(value.value)),
    );
  });
}

function doesAround(module: ModuleFacts, fn: number, names: ReadonlySet<string>, program: Program): boolean {
  const around = aroundOf(module, fn);
  return module.calls.some((other) => around.has(other.fn) && names.has(fileSystemCall(module, other, program) ?? ''));
}

/** The function that a call is in, with those that it is written in and those written in them. */
function aroundOf(module: ModuleFacts, fn: number): Set<number> {
  let outer = fn;
  for (let at = fn; at >= 0; at = module.functions[at]?.parent ?? -1) outer = at;
  const around = new Set([outer]);
  module.functions.forEach(({ parent }, id) => {
    if (around.has(parent)) around.add(id);
  });
  return around;
}
