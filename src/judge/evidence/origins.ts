import type { ModuleFacts, Value, Variable } from '../../model/facts.js';
import { remembering } from '../../model/lazily.js';
import { table } from '../../model/table.js';
import type { Program } from '../../program/index.js';
import { givenTo } from './handed.js';
import { oncePerProgram } from './once-per-program.js';

/** Where a key or a value comes from, as far as it matters for whom it belongs to. */
export type Origin =
  | 'constant'
  | 'request'
  /** What says who sent the request: a session, a token, an address. */
  | 'caller'
  | 'parameter'
  | 'clock'
  | 'random'
  | 'awaited'
  | 'computed'
  | 'environment';

/** Wrappers in wrappers around wrappers: what a parameter is given is asked of callers of callers up to here. */
const FARTHEST_CALLER = 8;

/** Names of what identifies a caller, where it comes from a request. */
const IDENTITY =
  /^((current|auth)?user(id|name)?|uid|sub|session(id)?|sid|(access|id|auth|bearer|session)?token|jwt|auth(orization)?|cookies?|principal|identity|caller|account(id)?|tenant(id)?|organi[sz]ation(id)?|org(id)?|customer(id)?|member(id)?|email|wallet(address)?|ip(address)?|client(id|secret)|api_?key|credentials?)$/i;

/** What hands on a client of the deployment with each request gives none of the request: `context.prisma`, `req.app.locals.db`. */
const CLIENTS =
  /^(prisma(client)?|db|database|knex|pool|pg|mysql|redis|mongo(db|ose)?|sequelize|drizzle|firestore|kv|dynamo(db)?|docclient|orm|sql|entitymanager|datasources?)$/i;

export function originsOf(module: ModuleFacts, value: Value, program: Program): ReadonlySet<Origin> {
  return collected(program)(module)(false)(value);
}

/** Of what entries are filed under: what a function puts together for it says whose they are, `keyOf(request)`. */
export function originsOfKey(module: ModuleFacts, value: Value, program: Program): ReadonlySet<Origin> {
  return collected(program)(module)(true)(value);
}

/** One place of the program may write to many stores, and is asked about for each. */
const collected = oncePerProgram((program) =>
  remembering((module: ModuleFacts) =>
    remembering((looksInto: boolean) =>
      remembering((value: Value): ReadonlySet<Origin> => {
        const cx: Cx = { program, found: new Set(), seen: new Set(), looksInto };
        collect(module, value, cx, 0);
        return cx.found;
      }),
    ),
  ),
);

interface Cx {
  program: Program;
  found: Set<Origin>;
  seen: Set<Value | Variable>;
  /** Whether what functions of the program return is looked into, or only what they are given. */
  looksInto: boolean;
  /** Whether it is asked who sent the request. */
  isOfIdentity?: true;
}

function collect(module: ModuleFacts, value: Value, cx: Cx, depth: number): void {
  const { found, seen } = cx;
  if (seen.has(value)) return;
  seen.add(value);
  const into = (one: Value): void => {
    collect(module, one, cx, depth);
  };
  switch (value.kind) {
    case 'literal':
    case 'regexp':
    case 'function':
    case 'class':
      found.add('constant');
      return;
    case 'variable':
      ofVariable(module, value.id, cx, depth);
      return;
    case 'member':
      if (isEnvironment(value)) {
        found.add('environment');
        return;
      }
      if (CLIENTS.test(value.key)) {
        found.add('environment');
        return;
      }
      into(value.of);
      if (IDENTITY.test(value.key)) addCaller(module, value.of, cx);
      return;
    case 'import':
      found.add(OF_REQUESTS.has(`${value.source}#${value.name}`) ? 'request' : 'computed');
      return;
    case 'awaited':
      found.add('awaited');
      into(value.of);
      return;
    case 'either':
    case 'copy':
    case 'derived':
      value.of.forEach(into);
      return;
    case 'object':
      for (const property of module.objects[value.id]?.properties ?? []) into(property.value);
      return;
    case 'array':
      (module.arrays[value.id]?.elements ?? []).forEach(into);
      return;
    case 'call': {
      const call = module.calls[value.id];
      if (!call) return;
      const name = calledName(module, call.callee);
      const known = KNOWN_CALLS.get(name) ?? ['computed'];
      for (const origin of known) found.add(origin);
      if (call.new && call.args.length === 0 && name === 'Date') found.add('clock');
      if (!cx.isOfIdentity || !isAskedOfClient(module, call.callee, cx)) call.args.forEach(into);
      if (call.callee.kind === 'member') into(call.callee.of);
      if (cx.looksInto) ofReturned(module, call.callee, cx, depth);
      if (namesCaller(call.args)) addCaller(module, value, cx);
      return;
    }
    default:
      found.add('computed');
  }
}

/** `headers.get('authorization')`, `req.header('x-user-id')` */
function namesCaller(args: readonly Value[]): boolean {
  const [first] = args;
  if (first?.kind !== 'literal' || typeof first.value !== 'string') return false;
  return IDENTITY.test(first.value.replace(/^x-/i, '').replaceAll('-', ''));
}

/** What is named after a caller is of one where it comes from a request: a token of the service's own is not. */
function addCaller(module: ModuleFacts, value: Value, cx: Cx): void {
  if (cx.found.has('caller')) return;
  const own = new Set<Origin>(['caller']);
  collect(module, value, { ...cx, found: own, seen: new Set(), isOfIdentity: true }, 0);
  if (own.has('request')) cx.found.add('caller');
}

/** What a database has under the id that a request named says nothing of who sent the request. */
function isAskedOfClient(module: ModuleFacts, callee: Value, { program }: Cx): boolean {
  if (callee.kind !== 'member') return false;
  return program
    .resolve(module, callee)
    .some(
      ({ kind, ...target }) => kind === 'created' && 'path' in target && !target.path.some((key) => ASKS_WHO.test(key)),
    );
}

const ASKS_WHO = /auth|verif|user|session|token|decode|decrypt|identity|claims/i;

function ofReturned(module: ModuleFacts, callee: Value, cx: Cx, depth: number): void {
  for (const target of cx.program.resolve(module, callee)) {
    if (target.kind !== 'function') continue;
    for (const one of target.facts.returns) collect(target.module, one, cx, depth);
  }
}

function ofVariable(module: ModuleFacts, id: number, cx: Cx, depth: number): void {
  const { found, seen } = cx;
  const variable = module.variables[id];
  if (!variable || seen.has(variable)) return;
  seen.add(variable);
  const own = IDENTITY.test(variable.name) && !found.has('caller') ? new Set<Origin>() : found;
  const inner: Cx = { ...cx, found: own };
  for (const value of variable.values) collect(module, value, inner, depth);
  if (variable.declared === 'parameter') ofParameter(module, id, inner, depth);
  if (own === found) return;
  for (const origin of own) found.add(origin);
  if (own.has('request')) found.add('caller');
}

function ofParameter(module: ModuleFacts, id: number, cx: Cx, depth: number): void {
  const { program, found } = cx;
  const variable = module.variables[id];
  if (!variable || depth === FARTHEST_CALLER) return;
  if (CLIENTS.test(variable.name)) {
    found.add('environment');
    return;
  }
  const owner = { module, fn: variable.fn };
  if (program.isEntry(owner)) {
    // `fetch(request, env)` of a Worker
    found.add(variable.name === 'env' ? 'environment' : 'request');
    return;
  }
  const position = module.functions[variable.fn]?.parameters.indexOf(id) ?? -1;
  const sites = program.callSitesOf(owner);
  const given = givenTo(module, variable.fn, position, program);
  if (sites.length === 0 && given.length === 0) found.add('parameter');
  for (const { module: from, value, isAwaited } of given.slice(0, 12)) {
    if (isAwaited && value.kind === 'call') found.add('awaited');
    collect(from, value, cx, depth + 1);
  }
  for (const { module: from, call } of sites.slice(0, 12)) {
    // `set(...args)`: any of them can be the one.
    const argument = call.args[position] ?? call.args.find(({ kind }) => kind === 'copy');
    if (argument) collect(from, argument, cx, depth + 1);
  }
}

const CALLER: readonly Origin[] = ['request', 'caller'];

const KNOWN_CALLS = table<readonly Origin[]>({
  'Date.now': ['clock'],
  'performance.now': ['clock'],
  Date: ['clock'],
  'Math.random': ['random'],
  'crypto.randomUUID': ['random'],
  randomUUID: ['random'],
  randomBytes: ['random'],
  'crypto.randomBytes': ['random'],
  'crypto.getRandomValues': ['random'],
  generateKeyPairSync: ['random'],
  'crypto.generateKeyPairSync': ['random'],
  generateKeySync: ['random'],
  nanoid: ['random'],
  uuidv4: ['random'],
  v4: ['random'],
  // What frameworks hand out without being given the request is the request's.
  cookies: CALLER,
  headers: CALLER,
  auth: CALLER,
  currentUser: CALLER,
  getServerSession: CALLER,
  getCurrentUser: CALLER,
  useCookie: CALLER,
  useRequestHeaders: CALLER,
  useRequestHeader: CALLER,
  useRequestEvent: ['request'],
  useRequestURL: ['request'],
  useRoute: ['request'],
  // The properties of a component.
  $props: ['request'],
});

/** What modules of frameworks hold of the request that is being answered. */
const OF_REQUESTS: ReadonlySet<string> = new Set(['$app/stores#page', '$app/state#page']);

/** What is called, by the name that it is exported under: `import { v4 as uuid }` is `v4`. */
function calledName(module: ModuleFacts, callee: Value): string {
  if (callee.kind === 'member') return `${calledName(module, callee.of)}.${callee.key}`;
  if (callee.kind !== 'variable') return nameOf(callee);
  const variable = module.variables[callee.id];
  const [imported] = variable?.declared === 'import' ? variable.values : [];
  return imported?.kind === 'import' && !/^(\*|default)$/.test(imported.name) ? imported.name : (variable?.name ?? '');
}

function nameOf(value: Value): string {
  if (value.kind === 'global' || value.kind === 'import') return value.name;
  if (value.kind === 'member') return `${nameOf(value.of)}.${value.key}`;
  return '';
}

export function isEnvironment(value: Value): boolean {
  return /^process\.env|^import\.meta\.env|^Deno\.env/.test(nameOf(value)) || isBinding(value);
}

/** `c.env.API_KEY`, `platform.env`: what a platform hands to a Worker with each request is the deployment's, not the request's. */
function isBinding(value: Value): boolean {
  return value.kind === 'member' && (value.key === 'env' || isBinding(value.of));
}
