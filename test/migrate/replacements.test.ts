/** What a refusal prints to paste, for this very store. */
import { describe, expect, it } from 'vitest';
import type { RefusalCode } from '../../src/migrate/types.js';
import { migrateFiles } from './migrate-files.js';

async function replacementsOf(
  code: RefusalCode,
  text: string,
  file = 'src/api.ts',
  beside: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const files = new Map([...Object.entries(beside), ['package.json', '{ "type": "module" }'], [file, text]] as [
    string,
    string,
  ][]);
  const { refused } = await migrateFiles(files, { to: 'redis', acceptVolatile: true, ttl: {} });
  return refused.flatMap((refusal) => (refusal.code === code ? [refusal.replacement ?? 'none'] : []));
}

describe('the code that a refusal prints', () => {
  it('changes a record that another function found in one step of its own entry', async () => {
    const text = `interface User { id: string; email: string; seen: number }
const users = new Map<string, User>();

function byEmail(email: string): User | undefined {
  for (const [, user] of users) if (user.email === email) return user;
  return undefined;
}

export async function handler(event: { email: string; id: string }) {
  const user = byEmail(event.email);
  if (user === undefined) {
    users.set(event.id, { id: event.id, email: event.email, seen: 0 });
    return { statusCode: 201 };
  }
  await fetch('https://example.org/seen');
  user.seen = Date.now();
  return { statusCode: 200 };
}
`;
    expect(await replacementsOf('ESCAPING_REF', text)).toEqual([
      [
        'await users.update(key, (user) => {',
        '  if (user === undefined) return;',
        '  user.seen = Date.now();',
        '});',
      ].join('\n'),
    ]);
  });

  it('takes the collection where a function of the project took the Map, or gives what is in it', async () => {
    const text = `import { report } from 'reports';
const carts = new Map<string, string[]>();
const drafts = new Map<string, string[]>([['one', []]]);

function countIn(all: Map<string, string[]>, id: string): number {
  return all.get(id)?.length ?? 0;
}

export const handler = async (event: { id: string; items: string[]; isDraft: boolean }) => {
  carts.set(event.id, event.items);
  report(carts);
  return { statusCode: 200, body: String(countIn(carts, event.id) + countIn(new Map(), event.id) + drafts.size) };
};
`;
    expect(await replacementsOf('MIXED_ARGUMENT', text)).toEqual([
      'report(new Map(await toArray(carts.entries())));',
      [
        'async function countIn(all: SharedMap<string[]>, id: string): Promise<number> {',
        '  // as it was, with `await` at each use of `all`',
        '}',
      ].join('\n'),
    ]);
  });

  it('does what cannot be done twice once the step is through', async () => {
    const text = `function send(user: string, count: number): string {
  void fetch('https://mail.example/send', { method: 'POST', body: user + count });
  return new Date().toISOString();
}
const welcomes = new Map<string, { mailed: string }>();

export const handler = async (event: { user: string }) => {
  const welcome = welcomes.get(event.user);
  if (welcome) return { statusCode: 200, body: welcome.mailed };
  const mailed = send(event.user, 1);
  welcomes.set(event.user, { mailed });
  return { statusCode: 201, body: mailed };
};
`;
    expect(await replacementsOf('NOT_REPEATABLE', text)).toEqual([
      [
        'const after = await welcomes.transact(event.user, (cell) => {',
        '  // the step as it was, with `cell.get()` and `cell.set(…)`',
        '  return () => send(event.user, 1);',
        '});',
        'await after?.();',
      ].join('\n'),
    ]);
  });

  it('declares the collection with a life where nothing says one, and over HTTP where nothing else is reached', async () => {
    const text = `const sessions = new Map<string, { user: string }>();

export const handler = async (event: { id: string; user: string }) => {
  const known = sessions.get(event.id);
  sessions.set(event.id, { user: event.user });
  return { statusCode: 200, body: known?.user };
};
`;
    expect(await replacementsOf('NO_TTL', text)).toEqual([
      "const sessions = sharedMap<{ user: string }>('api.sessions', { role: 'session', ttl: { s: 86_400 } });",
    ]);
    const worker = `const hits = new Map();

export default {
  async fetch(request) {
    hits.set(request.url, (hits.get(request.url) ?? 0) + 1);
    return new Response(String(hits.get(request.url)));
  },
};
`;
    const wrangler = { 'wrangler.toml': 'name = "hits"\nmain = "src/worker.js"\n' };
    expect(await replacementsOf('RUNTIME_UNSUPPORTED', worker, 'src/worker.js', wrangler)).toEqual([
      [
        "import { sharedMap } from '@coldstate/adapters/upstash';",
        '',
        "const hits = sharedMap('worker.hits', { role: 'counter' });",
      ].join('\n'),
    ]);
  });

  it('keeps what is replaced as a whole as one value', async () => {
    const text = `let known = new Set<string>();

export const handler = async (event: { ids?: string[]; id: string }) => {
  if (event.ids) {
    known = new Set(event.ids);
    return { statusCode: 204 };
  }
  return { statusCode: known.has(event.id) ? 200 : 404 };
};
`;
    expect(await replacementsOf('UNKNOWN_USE', text)).toEqual([
      [
        "const known = sharedValue('api.known', { initial: () => [] });",
        'await known.set([...event.ids]);',
        'const all = new Set(await known.get());',
      ].join('\n'),
    ]);
  });

  it('asks the store in front of a check of what stays in memory', async () => {
    const text = `const users = new Map<string, { id: number; greet: () => string }>();
let last = 0;

function nextId(): number {
  return ++last;
}

export const handler = async (event: { email: string }) => {
  const known = users.get(event.email);
  if (known) return { statusCode: 200, body: String(known.id) };
  const id = nextId();
  users.set(event.email, { id, greet: () => event.email });
  return { statusCode: 201, body: String(id) };
};
`;
    expect(await replacementsOf('CROSS_STORE', text)).toEqual([
      ['const id = await nextId();', 'const known = users.get(event.email);'].join('\n'),
    ]);
  });

  it('makes an object in a function that waits, with types where the file has them', async () => {
    const text = `const wishes = new Map();

class Wishlist {
  items;
  constructor(user) {
    this.items = wishes.get(user) ?? [];
  }
}

export const handler = async (event) => {
  if (event.items) wishes.set(event.user, event.items);
  return { statusCode: 200, body: new Wishlist(event.user).items.join() };
};
`;
    const typed = text
      .replace('new Map()', 'new Map<string, string[]>()')
      .replace('items;', 'items: string[];')
      .replace('(user)', '(user: string)')
      .replace('(event)', '(event: { user: string; items?: string[] })');
    const made = (type: string) =>
      [
        `static async create()${type} {`,
        '  const made = new Wishlist();',
        '  // what waits',
        '  return made;',
        '}',
      ].join('\n');
    expect(await replacementsOf('CTOR', text, 'src/api.js')).toEqual([made('')]);
    expect(await replacementsOf('CTOR', typed)).toEqual([made(': Promise<Wishlist>')]);
  });

  it('fills a Map after it is made, which a migration of what is pasted understands', async () => {
    const made = `const countries = new Map([
  ['de', 'Germany'],
  ['fr', 'France'],
]);
`;
    const rest = `
export const handler = async (event: { code: string; name?: string }) => {
  if (event.name) countries.set(event.code, event.name);
  return { statusCode: 200, body: countries.get(event.code) };
};
`;
    const [pasted = ''] = await replacementsOf('SEEDED', made + rest);
    expect(pasted).toBe(
      [
        'const countries = new Map<string, string>();',
        '',
        "countries.set('de', 'Germany');",
        "countries.set('fr', 'France');",
      ].join('\n'),
    );
    const files = new Map([
      ['package.json', '{ "type": "module" }'],
      ['src/api.ts', `${pasted}\n${rest}`],
    ]);
    const after = await migrateFiles(files, { to: 'redis', acceptVolatile: true, ttl: {} });
    expect(after.refused).toEqual([]);
    expect(after.files.get('src/api.ts')).toContain("await countries.setIfAbsent('fr', 'France');");
  });

  it('is none for a Map with entries that cannot be written one by one, or where the module cannot wait', async () => {
    const rest =
      '\nexports.handler = async ({ id, n }) => (n ? { n: ages.set(id, n).size } : { body: ages.get(id) });\n';
    expect(await replacementsOf('SEEDED', `const ages = new Map([['ann', 1]]);${rest}`, 'src/api.cjs')).toEqual([
      'none',
    ]);
    const spread = `const known = [['ann', 1]];\nconst ages = new Map([...known]);${rest.replace('exports.handler', 'export const handler')}`;
    expect(await replacementsOf('SEEDED', spread, 'src/api.js')).toEqual(['none']);
  });
});
