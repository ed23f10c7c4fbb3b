import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import {
  chooseAdapter,
  namesOf,
  type AdapterAnswer,
  type AdapterSettings,
  type StoreShape,
} from '../../src/migrate/adapter/index.js';
import { openCode, type Code } from '../../src/migrate/code.js';
import { withEdits } from '../../src/migrate/edits.js';
import type { AdapterChoice } from '../../src/migrate/types.js';
import type { Finding } from '../../src/model/report.js';
import type { Role } from '../../src/model/words.js';

interface Case {
  /** The file that declares the store. */
  readonly file?: string;
  readonly code: string;
  readonly role?: Role;
  readonly symbol: string;
  readonly kind?: StoreShape['kind'];
  readonly others?: Readonly<Record<string, string>>;
  readonly settings?: Partial<AdapterSettings>;
}

const EACH_METHOD: Readonly<Record<string, string>> = {
  ...{ keys: 'iterate', values: 'iterate', entries: 'iterate', forEach: 'iterate' },
};

/** What the cases use of the host: its own declarations would be read anew for each of them. */
const HOST = `
declare function setInterval(work: (...args: never[]) => void, ms?: number): { unref(): void };
declare function setTimeout(work: (...args: never[]) => void, ms?: number): { unref(): void };
declare function clearInterval(timer: unknown): void;
declare function fetch(url: string): Promise<object>;
declare const console: { log(...values: unknown[]): void };
declare const process: { env: Record<string, string | undefined>; on(event: string, listener: () => void): void };
declare const exports: any;
interface AbortController { abort(): void }
interface WebSocket { send(text: string): void }
interface URL { href: string }
`;

function choose({
  file = 'src/store.ts',
  code: text,
  role = 'cache',
  symbol,
  kind = 'map',
  others = {},
  settings = {},
}: Case): {
  answer: AdapterAnswer;
  code: Code;
  file: string;
  text: string;
} {
  const texts: Record<string, string> = { 'host.d.ts': HOST, ...others, [file]: text };
  const code = openCode({
    root: '/project',
    compilerOptions: {
      ...{
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        lib: ['lib.es2023.d.ts'],
        strict: true,
        types: [],
      },
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    },
    files: Object.keys(texts),
    read: (name) => texts[name],
    resolve: (_, specifier) =>
      Object.keys(texts).find((name) => name.replace(/\.\w+$/, '').endsWith(specifier.replace(/^\.\//, ''))),
  });
  const finding = { id: 'store-1', file, symbol, form: 'map', role } as Finding;
  const shape = shapeOf(code, file, symbol.split('.').at(-1) ?? symbol, kind);
  const answer = chooseAdapter(code, finding, shape, { to: 'redis', acceptVolatile: false, ...settings });
  return { answer, code, file, text };
}

/** What the parts of the migration before this one find out. */
function shapeOf(code: Code, file: string, name: string, kind: StoreShape['kind']): StoreShape {
  const { checker } = code;
  const nodes = code.files.flatMap((each) => all(each));
  const declared = nodes.find(
    (node): node is ts.Identifier =>
      (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) &&
      node.text === name &&
      code.nameOf(node.getSourceFile()) === file &&
      (ts.isVariableDeclaration(node.parent) || ts.isPropertyDeclaration(node.parent)),
  );
  if (declared === undefined) throw new Error(`no declaration of ${name}`);
  const symbol = checker.getSymbolAtLocation(declared);
  const uses = nodes.flatMap((node) => {
    if (!ts.isIdentifier(node) && !ts.isPrivateIdentifier(node)) return [];
    if (node === declared || node.text !== name || ts.isImportSpecifier(node.parent)) return [];
    const found = checker.getSymbolAtLocation(node);
    const meant = found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
    if (meant !== symbol) return [];
    return [ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : node];
  });
  const type = checker.getTypeAtLocation(declared);
  const args = checker.getTypeArguments(type as ts.TypeReference);
  const ofIndex = checker.getIndexInfosOfType(type)[0];
  const [keyType, valueType] =
    kind === 'map'
      ? [args[0], args[1]]
      : kind === 'set'
        ? [args[0], args[0]]
        : kind === 'object'
          ? [ofIndex?.keyType, ofIndex?.type]
          : kind === 'array'
            ? [undefined, args[0]]
            : [undefined, type];
  return {
    kind,
    declaration: declared.parent,
    ...(keyType ? { keyType } : {}),
    ...(valueType ? { valueType } : {}),
    operations: new Set(uses.map((use) => operationOf(use))),
    uses,
  };
}

function operationOf({ parent }: ts.Node): string {
  if (ts.isPropertyAccessExpression(parent)) return EACH_METHOD[parent.name.text] ?? parent.name.text;
  if (ts.isElementAccessExpression(parent))
    return ts.isBinaryExpression(parent.parent) ? 'set' : ts.isDeleteExpression(parent.parent) ? 'delete' : 'get';
  if (ts.isForOfStatement(parent) || ts.isSpreadElement(parent) || ts.isCallExpression(parent)) return 'iterate';
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) return 'increment';
  return ts.isBinaryExpression(parent) ? 'assign' : 'read';
}

function all(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [node];
  node.forEachChild((child) => void found.push(...all(child)));
  return found;
}

/** `sharedMap<Session>('store.sessions', { role: 'session', ttl: … })` */
function declared(input: Case): string {
  const { answer } = choose(input);
  if ('refusals' in answer) return answer.refusals.map(({ code, why }) => `✗ ${code}: ${why}`).join('\n');
  return written(answer.choice);
}

function written({ constructor, name, typeArguments, options }: AdapterChoice): string {
  const args = typeArguments === undefined ? '' : `<${typeArguments}>`;
  const given = options.length === 0 ? '' : `, { ${options.map(([key, value]) => `${key}: ${value}`).join(', ')} }`;
  return `${constructor}${args}('${name}'${given})`;
}

/** The file without what goes. */
function rest(input: Case): string {
  const { answer, file, text } = choose(input);
  if ('refusals' in answer) return answer.refusals.map(({ code, why }) => `✗ ${code}: ${why}`).join('\n');
  const own = answer.removals.filter((removal) => removal.file === file);
  return withEdits(
    text,
    own.map(({ start, end }) => ({ start, end, text: '' })),
  );
}

const refusalsOf = (input: Case) => {
  const { answer } = choose(input);
  return 'refusals' in answer ? answer.refusals : [];
};

describe('the collection is chosen by what the store is', () => {
  const cases: readonly (Case & { readonly title: string; readonly becomes: string })[] = [
    {
      title: 'a Map of which entries are read and written one by one',
      symbol: 'links',
      code: `interface Link { url: string }\nconst links = new Map<string, Link>();\nexport const find = (code: string) => links.get(code);\nexport const add = (code: string, url: string) => links.set(code, { url });`,
      role: 'other',
      becomes: `sharedMap<Link>('store.links')`,
    },
    {
      title: 'a Map that is counted',
      symbol: 'links',
      code: `const links: Map<string, string> = new Map();\nexport const count = () => links.size;`,
      becomes: `sharedMap<string>('store.links', { role: 'cache', layout: 'collection' })`,
    },
    {
      title: 'a dictionary',
      symbol: 'carts',
      kind: 'object',
      code: `const carts: Record<string, string[]> = {};\nexport const cart = (user: string) => (carts[user] ??= []);`,
      becomes: `sharedMap<string[]>('store.carts', { role: 'cache' })`,
    },
    {
      title: 'a dictionary in JavaScript',
      file: 'src/store.js',
      symbol: 'carts',
      kind: 'object',
      code: `const carts = {};\nexports.cart = (user) => (carts[user] = carts[user] || []);`,
      becomes: `sharedMap('store.carts', { role: 'cache' })`,
    },
    {
      title: 'a Set that is only asked',
      symbol: 'seen',
      kind: 'set',
      code: `const seen = new Set<string>();\nexport const isNew = (id: string) => !seen.has(id) && Boolean(seen.add(id));`,
      becomes: `sharedSet('store.seen', { role: 'cache', layout: 'entries' })`,
    },
    {
      title: 'a Set of numbers that is walked over',
      symbol: 'seen',
      kind: 'set',
      code: `const seen = new Set<number>();\nexport const list = () => [...seen];`,
      becomes: `sharedSet<number>('store.seen', { role: 'cache' })`,
    },
    {
      title: 'an array that is cut after each push',
      symbol: 'log',
      kind: 'array',
      role: 'history',
      code: `const log: string[] = [];\nconst MAX = 100;\nexport function add(line: string) {\n  log.push(line);\n  if (log.length > 100) log.shift();\n}\nexport const recent = () => log.slice(-10);`,
      becomes: `sharedList<string>('store.log', { role: 'history', cap: 100 })`,
    },
    {
      title: 'an array that is changed in the middle',
      symbol: 'todos',
      kind: 'array',
      role: 'other',
      code: `interface Todo { id: string }\nconst todos: Todo[] = [];\nexport const drop = (id: string) => todos.splice(todos.findIndex((todo) => todo.id === id), 1);`,
      becomes: `sharedValue<Todo[]>('store.todos')`,
    },
    {
      title: 'one object with counters in it',
      symbol: 'stats',
      kind: 'record',
      role: 'metrics',
      code: `interface Stats { hits: number; byDay: Record<string, number> }\nconst stats: Stats = { hits: 0, byDay: {} };\nexport function hit(day: string) { stats.hits++; stats.byDay[day] = (stats.byDay[day] ?? 0) + 1; }`,
      becomes: `sharedRecord<Stats>('store.stats', { role: 'metrics' })`,
    },
    {
      title: 'a number that is counted up and read',
      symbol: 'visits',
      kind: 'scalar',
      role: 'counter',
      code: `let visits = 0;\nexport const visit = () => { visits++; };\nexport const total = () => visits;`,
      becomes: `sharedCounter('store.visits', { role: 'counter' })`,
    },
    {
      title: 'a number of which each use takes the next',
      symbol: 'lastId',
      kind: 'scalar',
      role: 'id-sequence',
      code: `let lastId = 0;\nexport const nextId = () => ++lastId;`,
      becomes: `sequence('store.lastId')`,
    },
    {
      title: 'the same, counted after, from a thousand',
      symbol: 'nextId',
      kind: 'scalar',
      role: 'id-sequence',
      code: `let nextId = 1000;\nexport const make = () => ({ id: nextId++ });`,
      becomes: `sequence('store.nextId', { start: 1000 })`,
    },
    {
      title: 'a number of which the last one given is read as well is no sequence',
      symbol: 'lastId',
      kind: 'scalar',
      role: 'id-sequence',
      code: `let lastId = 0;\nexport const nextId = () => ++lastId;\nexport const latest = () => lastId;`,
      becomes: `sharedCounter('store.lastId', { role: 'id-sequence' })`,
    },
    {
      title: 'any other value',
      symbol: 'motd',
      kind: 'scalar',
      role: 'config',
      code: `let motd: string | null = null;\nexport const set = (text: string) => { motd = text; };\nexport const get = () => motd;`,
      becomes: `sharedValue<string>('store.motd', { role: 'config' })`,
    },
  ];
  test.each(cases)('$title', ({ becomes, ...input }) => {
    expect(declared(input)).toBe(becomes);
  });

  test('an array is cut in many ways, and each says how much it holds', () => {
    const cap = (cut: string, declaration = 'let') =>
      declared({
        symbol: 'h',
        kind: 'array',
        role: 'history',
        code: `const MAX = 50;\n${declaration} h: number[] = [];\nexport function add(x: number) {\n${cut}\n}`,
      });
    const list = (most: string) => `sharedList<number>('store.h', { role: 'history', cap: ${most} })`;
    expect(cap('h.push(x); if (h.length > MAX) h.shift();')).toBe(list('MAX'));
    expect(cap('if (h.length >= MAX) h.shift(); h.push(x);')).toBe(list('MAX'));
    expect(cap('h.push(x); if (h.length >= 100) { h.shift(); }')).toBe(list('99'));
    expect(cap('h.push(x); while (h.length > 10) h.shift();')).toBe(list('10'));
    expect(cap('h.push(x); h = h.slice(-MAX);')).toBe(list('MAX'));
    expect(cap('h.push(x); if (h.length > 20) h.splice(0, h.length - 20);')).toBe(list('20'));
    expect(cap('h.unshift(x); if (h.length > MAX) h.pop();')).toBe(list('MAX'));
    expect(cap('h.unshift(x); if (h.length > MAX) h.length = MAX;')).toBe(list('MAX'));
  });
});

describe('the lifetime comes from the code', () => {
  const ttlOf = (input: Case) => {
    const { answer } = choose(input);
    if ('refusals' in answer) return answer.refusals.map(({ code }) => code).join();
    return answer.choice.options.find(([name]) => name === 'ttl')?.[1];
  };

  const cases: readonly (Omit<Case, 'symbol'> & { readonly title: string; readonly ttl: string | undefined })[] = [
    {
      title: 'from a field that says when the entry ends',
      role: 'session',
      code: `interface S { userId: string; expiresAt: number }
const m = new Map<string, S>();
const TTL = 60 * 60 * 1000;
export function create(id: string, userId: string) { m.set(id, { userId, expiresAt: Date.now() + TTL }); }
export function read(id: string) {
  const session = m.get(id);
  if (!session || session.expiresAt < Date.now()) return undefined;
  return session;
}`,
      ttl: `{ from: (entry) => entry.expiresAt, unit: 'ms' }`,
    },
    {
      title: 'from a field of a dictionary in JavaScript',
      file: 'src/store.js',
      kind: 'object',
      role: 'rate-limit',
      code: `const m = {};
exports.hit = (ip) => {
  const now = Date.now();
  let entry = m[ip];
  if (!entry || now > entry.resetTime) entry = m[ip] = { count: 0, resetTime: now + 60000 };
  entry.count++;
};`,
      ttl: `{ from: (entry) => entry.resetTime, unit: 'ms' }`,
    },
    {
      title: 'from a Date',
      role: 'security',
      code: `const m = new Map<string, { code: string; expiresAt: Date }>();
export const isGood = (k: string) => { const otp = m.get(k); return otp !== undefined && new Date() < otp.expiresAt; };`,
      ttl: `{ from: (entry) => entry.expiresAt, unit: 'date' }`,
    },
    {
      title: 'from seconds',
      role: 'security',
      code: `const m = new Map<string, { exp: number }>();
export const isRevoked = (k: string) => { const found = m.get(k); return !!found && found.exp > Math.floor(Date.now() / 1000); };`,
      ttl: `{ from: (entry) => entry.exp, unit: 's' }`,
    },
    {
      title: 'from the value itself, where it is a time',
      role: 'security',
      code: `const m = new Map<string, number>();
export const revoke = (token: string, expiry: number) => m.set(token, expiry);
export const isRevoked = (token: string) => (m.get(token) ?? 0) > Date.now();`,
      ttl: `{ from: (time) => time, unit: 'ms' }`,
    },
    {
      title: 'from the later of two ends',
      role: 'rate-limit',
      code: `interface A { count: number; firstAt: number; lockedUntil?: number }
const WINDOW = 15 * 60_000;
const m = new Map<string, A>();
export function isLocked(k: string) {
  const attempts = m.get(k);
  const now = Date.now();
  if (attempts?.lockedUntil && attempts.lockedUntil > now) return true;
  if (attempts && now - attempts.firstAt > WINDOW) m.delete(k);
  return false;
}`,
      ttl: `{ from: (entry) => Math.max(entry.lockedUntil ?? 0, entry.firstAt + WINDOW), unit: 'ms' }`,
    },
    {
      title: 'from a timer for each entry',
      role: 'security',
      code: `const CODE_TTL_MS = 10 * 60 * 1000;
const m = new Map<string, string>();
export function issue(k: string, code: string) {
  m.set(k, code);
  setTimeout(() => m.delete(k), CODE_TTL_MS).unref();
}`,
      ttl: `{ ms: CODE_TTL_MS }`,
    },
    {
      title: 'a constant that comes after the store is written out',
      role: 'security',
      code: `const m = new Map<string, string>();
const CODE_TTL_MS = 10 * 60 * 1000;
export function issue(k: string, code: string) {
  m.set(k, code);
  setTimeout(() => { m.delete(k); }, CODE_TTL_MS);
}`,
      ttl: `{ ms: 10 * 60 * 1000 }`,
    },
    {
      title: 'from a sweep by age',
      role: 'session',
      code: `const MAX_AGE = Number(process.env.MAX_AGE ?? 1800000);
const m = new Map<string, { lastSeen: number }>();
setInterval(() => {
  const now = Date.now();
  for (const [id, session] of m) {
    if (now - session.lastSeen > MAX_AGE) m.delete(id);
  }
}, 60_000);
export const touch = (id: string) => m.set(id, { lastSeen: Date.now() });`,
      ttl: `{ from: (entry) => entry.lastSeen + MAX_AGE, unit: 'ms' }`,
    },
    {
      title: 'from an age that is asked for where the entry is read',
      role: 'cache',
      code: `const m = new Map<string, { at: number; rates: number[] }>();
export function rates(k: string) {
  const cached = m.get(k);
  if (cached && Date.now() - cached.at < 5 * 60 * 1000) return cached.rates;
  return undefined;
}`,
      ttl: `{ from: (entry) => entry.at + 5 * 60 * 1000, unit: 'ms' }`,
    },
    {
      title: 'from the newest of a list of times',
      role: 'rate-limit',
      code: `const WINDOW_MS = 60_000;
const m = new Map<string, number[]>();
export function allow(ip: string) {
  const now = Date.now();
  const recent = (m.get(ip) ?? []).filter((t) => now - t < WINDOW_MS);
  if (recent.length >= 5) return false;
  recent.push(now);
  m.set(ip, recent);
  return true;
}`,
      ttl: `{ from: (times) => (times.at(-1) ?? 0) + WINDOW_MS, unit: 'ms' }`,
    },
    {
      title: 'from what all callers give as the window',
      role: 'rate-limit',
      code: `const m = new Map<string, { n: number; start: number }>();
function allow(k: string, windowMs: number) {
  const hit = m.get(k);
  if (!hit || Date.now() - hit.start > windowMs) { m.set(k, { n: 1, start: Date.now() }); return true; }
  return ++hit.n < 10;
}
export const login = (ip: string) => allow(ip, 60_000);
export const signup = (ip: string) => allow(ip, 3_600_000);`,
      ttl: `{ from: (entry) => entry.start + Math.max(60_000, 3_600_000), unit: 'ms' }`,
    },
    {
      title: 'from the command line',
      role: 'session',
      code: `const m = new Map<string, string>();\nexport const get = (k: string) => m.get(k);`,
      settings: { ttl: new Map([['m', '7d']]) },
      ttl: `{ s: 604_800 }`,
    },
    {
      title: 'a date that is only compared does not end an entity',
      role: 'entity',
      settings: { to: 'dynamodb' },
      code: `const m = new Map<string, { dueAt: number }>();\nexport const isLate = (k: string) => (m.get(k)?.dueAt ?? 0) < Date.now();`,
      ttl: undefined,
    },
    {
      title: 'a session without any end is refused',
      role: 'session',
      code: `const m = new Map<string, string>();\nexport const get = (k: string) => m.get(k);`,
      ttl: 'NO_TTL',
    },
  ];
  test.each(cases)('$title', ({ ttl, ...input }) => {
    expect(ttlOf({ symbol: 'm', ...input })).toBe(ttl);
  });

  test('each says why, with its line', () => {
    const { answer } = choose({
      symbol: 'm',
      code: `const m = new Map<string, { at: number }>();\nexport const isFresh = (k: string) => Date.now() - (m.get(k)?.at ?? 0) < 1000;`,
    });
    expect('choice' in answer && answer.choice.because).toEqual([
      'sharedMap: it is a Map',
      'ttl: its age is asked for where it is read: `Date.now() - (m.get(k)?.at ?? 0) < 1000` (line 2)',
    ]);
  });

  test('advice for a missing one is the flag to give', () => {
    const [refusal] = refusalsOf({
      symbol: 'Api.locks',
      role: 'lock',
      code: `class Api { locks = new Set<string>() }`,
      kind: 'set',
    });
    expect(refusal).toMatchObject({ code: 'NO_TTL', advice: 'Say it: --ttl locks=24h', line: 1, column: 13 });
  });
});

describe('what the lifetime replaces goes', () => {
  const limiter = (before: string, after = '') => `interface Hit { count: number; resetAt: number }
const WINDOW_MS = 60_000;
const hits = new Map<string, Hit>();
${before}
export function allow(ip: string): boolean {
  const now = Date.now();
  const hit = hits.get(ip);
  if (!hit || hit.resetAt < now) {
    hits.set(ip, { count: 1, resetAt: now + WINDOW_MS });
    return true;
  }
  hit.count += 1;
  return hit.count <= 10;
}
${after}`;
  const clean = limiter('');
  const cleaned = (before: string, after = '') =>
    rest({ symbol: 'hits', role: 'rate-limit', code: limiter(before, after) }).trimEnd();

  test.each([
    [
      'a timer that sweeps, its handle and its interval',
      `const SWEEP_INTERVAL_MS = 5 * 60_000;

// Forget old windows.
const sweeper = setInterval(() => {
  const now = Date.now();
  for (const [ip, hit] of hits) {
    if (hit.resetAt < now) hits.delete(ip);
  }
}, SWEEP_INTERVAL_MS);
if (sweeper.unref) sweeper.unref();
`,
    ],
    [
      'a timer without a handle',
      `setInterval(() => hits.forEach((hit, ip) => { if (Date.now() > hit.resetAt) hits.delete(ip); }), 1000).unref();\n`,
    ],
    [
      'a function that purges, called by a timer',
      `function purge() {
  const now = Date.now();
  let removed = 0;
  for (const [ip, { resetAt }] of hits.entries()) {
    if (resetAt <= now) {
      hits.delete(ip);
      removed++;
    }
  }
  if (removed > 0) console.log(\`\${removed} windows swept\`);
}
setInterval(purge, 60_000);
`,
    ],
    [
      'a sweep in two steps',
      `setInterval(() => {
  const expired = [...hits.entries()].filter(([, hit]) => hit.resetAt < Date.now());
  for (const [ip] of expired) hits.delete(ip);
}, 60_000);
`,
    ],
    [
      'a timer that is cleared when the process ends',
      `let timer: ReturnType<typeof setInterval> | undefined;
function start() {
  if (timer) return;
  timer = setInterval(() => {
    for (const [ip, hit] of hits) if (isOver(hit)) hits.delete(ip);
  }, 1000);
}
const isOver = (hit: Hit) => hit.resetAt < Date.now();
start();
process.on('SIGTERM', () => {
  if (timer) clearInterval(timer);
});
`,
    ],
  ])('%s', (_, before) => {
    expect(cleaned(before).replace(/\n{2,}/g, '\n')).toBe(clean.trimEnd().replace(/\n{2,}/g, '\n'));
  });

  test('a purge between other statements, the time of the last one, and its call', () => {
    const code = `const hits = new Map<string, { resetAt: number }>();
const CLEANUP_INTERVAL = 60_000;
let lastCleanup = Date.now();

/** Deletes windows that are over. */
function purge(now: number): void {
  if (now - lastCleanup < CLEANUP_INTERVAL) return;
  lastCleanup = now;
  for (const [ip, hit] of hits) {
    if (hit.resetAt < now) hits.delete(ip);
  }
}

export function isLimited(ip: string): boolean {
  const now = Date.now();
  purge(now);
  const hit = hits.get(ip);
  return hit !== undefined && hit.resetAt > now;
}
`;
    expect(rest({ symbol: 'hits', role: 'rate-limit', code }))
      .toBe(`const hits = new Map<string, { resetAt: number }>();

export function isLimited(ip: string): boolean {
  const now = Date.now();
  const hit = hits.get(ip);
  return hit !== undefined && hit.resetAt > now;
}
`);
  });

  test('an eviction of the oldest goes once entries end, and the layout needs no size', () => {
    const input: Case = {
      symbol: 'cache',
      code: `const MAX_ENTRIES = 500;
const cache = new Map<string, { at: number; body: string }>();
export function put(url: string, body: string) {
  if (cache.size >= MAX_ENTRIES) {
    const oldest = cache.keys().next().value;
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(url, { at: Date.now(), body });
}
export function get(url: string) {
  const hit = cache.get(url);
  return hit && Date.now() - hit.at < 30_000 ? hit.body : undefined;
}
`,
    };
    expect(rest(input)).toBe(`const cache = new Map<string, { at: number; body: string }>();
export function put(url: string, body: string) {
  cache.set(url, { at: Date.now(), body });
}
export function get(url: string) {
  const hit = cache.get(url);
  return hit && Date.now() - hit.at < 30_000 ? hit.body : undefined;
}
`);
    expect(declared(input)).toBe(
      `sharedMap<{ at: number; body: string }>('store.cache', { role: 'cache', ttl: { from: (entry) => entry.at + 30_000, unit: 'ms' } })`,
    );
  });

  test('an eviction stays where nothing ends the entries', () => {
    const code = `const cache = new Map<string, string>();
export function put(k: string, v: string) {
  if (cache.size > 100) cache.clear();
  cache.set(k, v);
}
`;
    expect(rest({ symbol: 'cache', code })).toBe(code);
    expect(declared({ symbol: 'cache', code })).toBe(
      `sharedMap<string>('store.cache', { role: 'cache', layout: 'collection' })`,
    );
  });

  test('a timer that does something else keeps that', () => {
    expect(
      cleaned(`declare function report(size: number): void;
setInterval(() => {
  report(1);
  for (const [ip, hit] of hits) {
    if (hit.resetAt < Date.now()) hits.delete(ip);
  }
}, 1000);
`),
    ).toContain(`setInterval(() => {
  report(1);
}, 1000);`);
  });

  test('deleting for another reason is no housekeeping', () => {
    const code = limiter(
      '',
      `export function forget(user: string) {\n  for (const [ip] of hits) if (ip.startsWith(user)) hits.delete(ip);\n}\n`,
    );
    expect(rest({ symbol: 'hits', role: 'rate-limit', code })).toBe(code);
  });

  test('a sweep that spares what is not done ends nothing by age', () => {
    const code = `const jobs = new Map<string, { done: boolean; at: number }>();
setInterval(() => {
  for (const [id, job] of jobs) if (job.done && job.at + 60_000 < Date.now()) jobs.delete(id);
}, 1000);
export const add = (id: string) => jobs.set(id, { done: false, at: Date.now() });
`;
    expect(rest({ symbol: 'jobs', role: 'other', code })).toBe(code);
    expect(declared({ symbol: 'jobs', role: 'other', code })).toBe(
      `sharedMap<{ done: boolean; at: number }>('store.jobs', { layout: 'collection' })`,
    );
  });

  test('a function that is exported stays with its sweep', () => {
    const code = limiter(
      '',
      `export function sweep() {\n  for (const [ip, hit] of hits) if (hit.resetAt < Date.now()) hits.delete(ip);\n}\n`,
    );
    expect(rest({ symbol: 'hits', role: 'rate-limit', code })).toBe(code);
    expect(declared({ symbol: 'hits', role: 'rate-limit', code })).toContain(`layout: 'collection'`);
  });

  test('the sweep of a class goes with its field, its method and their call', () => {
    const code = `export class Sessions {
  private readonly sessions = new Map<string, { expiresAt: number }>();
  private timer: ReturnType<typeof setInterval>;

  constructor() {
    this.open = true;
    this.timer = setInterval(() => this.cleanup(), 60_000);
  }

  open = false;

  private cleanup(): void {
    const now = Date.now();
    for (const [id, session] of this.sessions.entries()) {
      if (session.expiresAt < now) {
        this.sessions.delete(id);
      }
    }
  }

  get(id: string) {
    const session = this.sessions.get(id);
    return session && session.expiresAt > Date.now() ? session : undefined;
  }

  close(): void {
    clearInterval(this.timer);
    this.open = false;
  }
}
`;
    expect(rest({ symbol: 'Sessions.sessions', role: 'session', code })).toBe(`export class Sessions {
  private readonly sessions = new Map<string, { expiresAt: number }>();

  constructor() {
    this.open = true;
  }

  open = false;

  get(id: string) {
    const session = this.sessions.get(id);
    return session && session.expiresAt > Date.now() ? session : undefined;
  }

  close(): void {
    this.open = false;
  }
}
`);
  });

  test.each([
    [
      'is exported',
      `export const sweeper = setInterval(() => { for (const [ip, hit] of hits) if (hit.resetAt < Date.now()) hits.delete(ip); }, 1000);`,
    ],
    [
      'is kept by others',
      `const timers: unknown[] = [];\ntimers.push(setInterval(() => { for (const [ip, hit] of hits) if (hit.resetAt < Date.now()) hits.delete(ip); }, 1000));`,
    ],
    [
      'is cleared by what others call',
      `const sweeper = setInterval(() => { for (const [ip, hit] of hits) if (hit.resetAt < Date.now()) hits.delete(ip); }, 1000);\nexport function stop() { clearInterval(sweeper); }`,
    ],
  ])('a timer whose handle %s is refused', (_, before) => {
    const refusals = refusalsOf({ symbol: 'hits', role: 'rate-limit', code: limiter(before) });
    expect(refusals.map(({ code }) => code)).toEqual(['TIMER_ESCAPES']);
  });

  test('line ends of Windows stay whole', () => {
    const text = cleaned(
      `setInterval(() => {\n  for (const [ip, hit] of hits) if (hit.resetAt < Date.now()) hits.delete(ip);\n}, 1000);\n`,
    );
    const windows = rest({
      symbol: 'hits',
      role: 'rate-limit',
      code: limiter(
        `setInterval(() => {\n  for (const [ip, hit] of hits) if (hit.resetAt < Date.now()) hits.delete(ip);\n}, 1000);\n`,
      ).replaceAll('\n', '\r\n'),
    });
    expect(windows.replaceAll('\r\n', '\n').trimEnd()).toBe(text);
    expect(windows.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});

describe('keys are text or integers', () => {
  const withKey = (type: string) =>
    declared({
      symbol: 'm',
      code: `enum Level { Low, High }\ntype Id = string & { readonly brand: 'id' };\nexport const m = new Map<${type}, number>();`,
    });

  test.each(['string', 'number', `'a' | 'b'`, '`user:${string}`', 'Level', 'Id', 'string | number'])('%s', (type) => {
    expect(withKey(type)).toBe(`sharedMap<number>('store.m', { role: 'cache' })`);
  });

  test.each(['object', 'symbol', 'boolean', 'bigint', 'string | undefined', 'Date', '[string, number]'])(
    'not %s',
    (type) => {
      expect(withKey(type)).toMatch(/^✗ KEY_TYPE: its keys can be/);
    },
  );

  test('of an untyped Map, what the keys are where it is used', () => {
    const keyed = (key: string) =>
      choose({ file: 'src/store.js', symbol: 'm', code: `const m = new Map();\nexports.get = (req) => m.get(${key});` })
        .answer;
    expect(keyed('String(req.id)')).toHaveProperty('choice.because', ['sharedMap: it is a Map']);
    expect(keyed('req.params.id')).toHaveProperty('choice.because', [
      'sharedMap: it is a Map',
      'keys: nothing says what they are; one that is neither text nor integer is refused when it is used',
    ]);
    expect(keyed('{ id: req.id }')).toMatchObject({ refusals: [{ code: 'KEY_TYPE', line: 1 }] });
  });
});

describe('values can be sent to another process', () => {
  const PRELUDE = `interface Tree { name: string; children: Tree[] }
class Cart { items: string[] = []; add(item: string) { this.items.push(item); } }
interface Session { user: string; socket: WebSocket; }
interface Job { id: string; retry?: () => void }
interface Room { members: Map<string, Session> }
`;
  const withValue = (type: string) =>
    declared({ symbol: 'm', code: `${PRELUDE}export const m = new Map<string, ${type}>();` });

  test.each([
    'Date',
    'Map<string, Set<number>>',
    'bigint',
    'RegExp',
    'URL',
    'Uint8Array',
    'undefined | null',
    'Tree',
    'unknown[]',
    '[string, number]',
    'Error',
  ])('%s', (type) => {
    expect(withValue(type)).toBe(`sharedMap<${type}>('store.m', { role: 'cache' })`);
  });

  test.each([
    ['() => void', '`m` is a function'],
    ['Cart', '`Cart` is an instance of the class Cart'],
    ['Session', '`Session.socket` is a connection'],
    ['Job', '`Job.retry` is a function'],
    ['Room', '`Room.members[].socket` is a connection'],
    ['Promise<string>', '`Promise` is a promise'],
    ['AbortController', '`AbortController` is an abort signal'],
    ['symbol', '`m` is a symbol'],
    ['WeakMap<object, string>', '`WeakMap` is weak'],
  ])('not %s', (type, why) => {
    expect(withValue(type)).toBe(`✗ NON_SERIALISABLE: ${why}`);
  });

  test('of an untyped Map, what is stored in it', () => {
    const [refusal] = refusalsOf({
      file: 'src/store.js',
      symbol: 'pending',
      code: `const pending = new Map();\nexports.load = (k) => pending.set(k, fetch(k));`,
    });
    expect(refusal).toMatchObject({ code: 'NON_SERIALISABLE', line: 1 });
    expect(refusal?.advice).toContain('getOrSet');
  });

  describe('where a package is not installed', () => {
    const IMPORT = `import { PublicKey } from '@chain/web3';\ninterface Config { vault: PublicKey | null; bps: number }\n`;
    const why = (one: Partial<Case>) =>
      refusalsOf({ symbol: 'cached', kind: 'scalar', code: '', ...one }).map((refusal) => refusal.why);

    test.each([
      [
        'a value that says so',
        'export let cached: PublicKey | null = null;',
        '`cached` is of the type PublicKey, which cannot be seen here',
      ],
      [
        'a field of it',
        'export let cached: Config | null = null;',
        '`cached.vault` is of the type PublicKey, which cannot be seen here',
      ],
      [
        'an instance that is stored',
        'export let cached: any = null;\nexport const load = (data: string) => { const vault = new PublicKey(data); cached = { vault, bps: 3 }; };',
        '`cached` is made of the class PublicKey, which cannot be seen here',
      ],
      [
        'an instance in what a function makes',
        'const make = (data: string) => ({ vault: new PublicKey(data) });\nexport let cached = make("1");',
        '`cached.vault` is made of the class PublicKey, which cannot be seen here',
      ],
    ])('not %s', (_, code, said) => {
      expect(why({ code: IMPORT + code })).toEqual([said]);
    });

    test('not an entry of a Map that says so', () => {
      const code = `${IMPORT}export const cached = new Map<string, PublicKey[]>();`;
      expect(why({ code, kind: 'map' })).toEqual(['`Array[]` is of the type PublicKey, which cannot be seen here']);
    });

    test('not an instance in a Map without types', () => {
      const code = `import { PublicKey } from '@chain/web3';\nconst cached = new Map();\nexport const load = (id) => cached.set(id, { key: new PublicKey(id) });`;
      expect(why({ file: 'src/store.js', code, kind: 'map' })).toEqual([
        '`cached.key` is made of the class PublicKey, which cannot be seen here',
      ]);
    });

    test('says to install it', () => {
      const [refusal] = refusalsOf({ symbol: 'cached', kind: 'scalar', code: `${IMPORT}export let cached: Config;` });
      expect(refusal?.advice).toMatch(/^Install the dependencies/);
    });

    test.each([
      ['what was read as JSON', 'export const load = (text: string) => { cached = JSON.parse(text); };'],
      ['what an unknown function gives', 'export const load = (text: string) => { cached = sign({ text }); };'],
      ['what the runtime brings', 'export const load = (text: string) => { cached = [new URL(text)]; };'],
    ])('but %s', (_, code) => {
      const head = `import { sign } from 'jsonwebtoken';\ndeclare const URL: any;\nexport let cached: any = null;\n`;
      expect(why({ code: head + code })).toEqual([]);
    });

    test('but what the runtime brings and declares elsewhere', () => {
      expect(why({ code: 'interface Page { body: Buffer | null }\nexport let cached: Page | null = null;' })).toEqual(
        [],
      );
    });
  });
});

describe('what must last', () => {
  const users: Case = {
    symbol: 'users',
    role: 'user-data',
    code: `export const users = new Map<string, { name: string }>();`,
  };

  test('goes to Redis only if that is accepted', () => {
    expect(refusalsOf(users)).toMatchObject([
      { code: 'VOLATILE', advice: expect.stringContaining('--to dynamodb') as string },
    ]);
    expect(declared({ ...users, settings: { acceptVolatile: true } })).toBe(
      `sharedMap<{ name: string }>('store.users', { role: 'user-data' })`,
    );
    expect(declared({ ...users, settings: { to: 'dynamodb' } })).toBe(
      `sharedMap<{ name: string }>('store.users', { role: 'user-data' })`,
    );
  });

  test('what belongs to one request is not shared at all', () => {
    expect(refusalsOf({ ...users, role: 'request-leak' })).toMatchObject([{ code: 'NO_ADAPTER' }]);
  });

  test('all reasons are told at once', () => {
    const refusals = refusalsOf({
      symbol: 'm',
      role: 'session',
      code: `export const m = new Map<object, () => void>();`,
    });
    expect(refusals.map(({ code }) => code)).toEqual(['KEY_TYPE', 'NON_SERIALISABLE', 'NO_TTL']);
  });
});

describe('names', () => {
  const names = (...places: [file: string, symbol: string][]) =>
    [...namesOf(places.map(([file, symbol], index) => ({ id: String(index), file, symbol }))).entries()]
      .sort()
      .map(([, name]) => name);

  test('come from the file, or from the directory of a file that says nothing', () => {
    expect(names(['src/lib/rateLimiter.ts', 'windows'])).toEqual(['rate-limiter.windows']);
    expect(names(['app/api/login/route.ts', 'attempts'])).toEqual(['api-login.attempts']);
    expect(names(['src/index.ts', 'links'])).toEqual(['index.links']);
    expect(names(['packages/shop/src/server.js', 'Carts.carts'])).toEqual(['shop.carts']);
    expect(names(['app/users/[id]/page.tsx', '#views'])).toEqual(['users-id.views']);
    expect(names(['server.js', '@fastify/rate-limit'])).toEqual(['server.fastify-rate-limit']);
  });

  test('are unique in a plan, whatever the order of the findings', () => {
    const one: [string, string] = ['src/auth/store.ts', 'sessions'];
    const other: [string, string] = ['src/chat/store.ts', 'sessions'];
    expect(names(one, other)).toEqual(['auth-store.sessions', 'chat-store.sessions']);
    expect(names(other, one)).toEqual(['chat-store.sessions', 'auth-store.sessions']);
    expect(names(['a.ts', 'm'], ['a.ts', 'm'], ['a.js', 'm'])).toEqual(['a.m-2', 'a.m-3', 'a.m']);
  });
});
