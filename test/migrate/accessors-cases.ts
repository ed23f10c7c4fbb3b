/** Programs with functions that hand out the live record, and what has to come out: lines of the files afterwards, or the place of a refusal. */
import type { RefusalCode } from '../../src/migrate/types.js';

export interface AccessorCase {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** Texts that are there afterwards, by file; white space at line starts counts. */
  readonly shows?: Readonly<Record<string, readonly string[]>>;
  /** Texts that are not. */
  readonly lacks?: Readonly<Record<string, readonly string[]>>;
  readonly refused?: readonly `${RefusalCode} ${string}:${number}`[];
  /** Events of its handler that say whether it does what it did. */
  readonly runs?: readonly Partial<Event>[];
}

interface Event {
  readonly op: string;
  readonly key: string;
  readonly amount: number;
  readonly label: string;
}

const EVENT = 'event: { op: string; key: string; amount: number; label: string }';
const handler = (body: string): string => `export const handler = async (${EVENT}) => {\n${body}\n};\n`;

const LINK = 'export interface Link {\n  code: string;\n  clicks: number;\n  tags: string[];\n}\n';

const every = (ops: readonly string[]): Partial<Event>[] =>
  [...ops, ...ops].flatMap((op, i) => [
    { op, key: 'ann', amount: i, label: 'a' },
    { op, key: 'bob', amount: i + 1, label: 'b' },
  ]);

const REPOSITORY = `${LINK}
export class LinkRepository {
  private readonly links = new Map<string, Link>();

  insert(link: Link): boolean {
    if (this.links.has(link.code)) return false;
    this.links.set(link.code, link);
    return true;
  }

  find(code: string): Link | undefined {
    return this.links.get(code);
  }

  remove(code: string): boolean {
    return this.links.delete(code);
  }
}

export const linkRepository = new LinkRepository();
`;

export const CASES: readonly AccessorCase[] = [
  {
    title: 'a class in another file hands its private store on to the service that changes a record',
    files: {
      'src/repository.ts': REPOSITORY,
      'src/handler.ts': `import { linkRepository } from './repository.js';

${handler(`  if (event.op === 'new') return linkRepository.insert({ code: event.key, clicks: 0, tags: [] });
  const link = linkRepository.find(event.key);
  if (!link) throw new Error('no such link');
  link.clicks += event.amount;
  return link.clicks;`)}`,
    },
    shows: {
      'src/repository.ts': [
        "import { sharedMap, type Cell } from '@coldstate/adapters/redis';",
        '  find(cell: Cell<Link>): Link | undefined {\n    return cell.get();\n  }\n\n  transact<R>(code: string, body: (cell: Cell<Link>) => R): Promise<R> {\n    return this.links.transact(code, body);\n  }\n',
        '  async insert(link: Link): Promise<boolean> {',
        '  async remove(code: string): Promise<boolean> {',
      ],
      'src/handler.ts': [
        '  return linkRepository.transact(event.key, (cell) => {\n    const link = linkRepository.find(cell);',
        'if (event.op ===',
      ],
    },
    runs: [{ op: 'add', key: 'ann' }, ...every(['new', 'add', 'add'])],
  },
  {
    title: 'a check and an insert in two functions stay one step',
    files: {
      'src/repository.ts': REPOSITORY.replace(
        'if (this.links.has(link.code)) return false;\n    this.links.set(link.code, link);\n    return true;',
        'this.links.set(link.code, link);\n    return true;',
      ),
      'src/handler.ts': `import { linkRepository, type Link } from './repository.js';

${handler(`  const link: Link = { code: event.key, clicks: event.amount, tags: [] };
  if (linkRepository.find(link.code)) return 'taken';
  linkRepository.insert(link);
  return 'new';`)}`,
    },
    shows: {
      'src/repository.ts': [
        '  insert(cell: Cell<Link>, link: Link): boolean {\n    cell.set(link);\n    return true;\n  }',
        '  transact<R>(key: string, body: (cell: Cell<Link>) => R): Promise<R> {',
      ],
      'src/handler.ts': [
        "  return linkRepository.transact(link.code, (cell) => {\n    if (linkRepository.find(cell)) return 'taken';\n    linkRepository.insert(cell, link);\n    return 'new';\n  });",
      ],
    },
    runs: every(['x']),
  },
  {
    title: 'functions of a module: the store is exported and imported beside them',
    files: {
      'src/users.ts': `export interface User {\n  name: string;\n  visits: number;\n}\n\nconst users = new Map<string, User>();\n\nexport function userOf(id: string): User {\n  let user = users.get(id);\n  if (!user) {\n    user = { name: id, visits: 0 };\n    users.set(id, user);\n  }\n  return user;\n}\n`,
      'src/handler.ts': `import { userOf } from './users.js';\n\n${handler(`  const user = userOf(event.key);
  user.visits += 1;
  return { ...user };`)}`,
    },
    shows: {
      'src/users.ts': [
        'export const users = sharedMap<User>(',
        'export function userOf(cell: Cell<User>, id: string): User {\n  let user = cell.get();\n  if (!user) {\n    user = { name: id, visits: 0 };\n    cell.set(user);\n  }\n  return user;\n}',
      ],
      'src/handler.ts': [
        "import { userOf, users } from './users.js';",
        '  return users.transact(event.key, (cell) => {\n    const user = userOf(cell, event.key);\n    user.visits += 1;\n    return { ...user };\n  });',
      ],
    },
    runs: every(['x']),
  },
  {
    title: 'a module that is imported as a whole gives the store by its name',
    files: {
      'src/users.ts': `const users = new Map<string, { visits: number }>();\n\nexport const find = (id: string) => users.get(id);\nexport const add = (id: string) => {\n  users.set(id, { visits: 0 });\n};\n`,
      'src/handler.ts': `import * as repository from './users.js';\n\n${handler(`  if (!repository.find(event.key)) repository.add(event.key);
  const user = repository.find(event.key);
  if (user) user.visits += 1;
  return user?.visits;`)}`,
    },
    shows: {
      'src/users.ts': [
        'export const users = sharedMap<{ visits: number }>(',
        'export const find = (cell: Cell<{ visits: number }>) => cell.get();',
        'export const add = (cell: Cell<{ visits: number }>) => {\n  cell.set({ visits: 0 });\n};',
      ],
      'src/handler.ts': [
        '  return repository.users.transact(event.key, (cell) => {\n    if (!repository.find(cell)) repository.add(cell);\n    const user = repository.find(cell);',
      ],
    },
    runs: every(['x']),
  },
  {
    title: 'one accessor calls another, and both work on the cell',
    files: {
      'src/handler.ts': `interface Account {\n  balance: number;\n}\n\nconst accounts = new Map<string, Account>();\n\nfunction find(id: string): Account | undefined {\n  return accounts.get(id);\n}\n\nfunction mustFind(id: string): Account {\n  const account = find(id);\n  if (!account) throw new Error(\`no account \${id}\`);\n  return account;\n}\n\n${handler(`  if (event.op === 'open') {
    accounts.set(event.key, { balance: 0 });
    return 'opened';
  }
  const account = mustFind(event.key);
  account.balance += event.amount;
  return account.balance;`)}`,
    },
    shows: {
      'src/handler.ts': [
        'function find(cell: Cell<Account>): Account | undefined {\n  return cell.get();\n}',
        'function mustFind(cell: Cell<Account>, id: string): Account {\n  const account = find(cell);',
        '  return accounts.transact(event.key, (cell) => {\n    const account = mustFind(cell, event.key);\n    account.balance += event.amount;\n    return account.balance;\n  });',
        "    await accounts.set(event.key, { balance: 0 });\n    return 'opened';",
      ],
    },
    runs: [{ op: 'add', key: 'ann' }, ...every(['open', 'add', 'add'])],
  },
  {
    title: 'callers that only read get a step of one call',
    files: {
      'src/handler.ts': `interface Poll {\n  yes: number;\n}\n\nconst polls = new Map<string, Poll>();\n\nfunction pollOf(id: string): Poll {\n  const known = polls.get(id);\n  if (known) return known;\n  const made = { yes: 0 };\n  polls.set(id, made);\n  return made;\n}\n\n${handler(`  if (event.op === 'show') return pollOf(event.key).yes;
  pollOf(event.key).yes += 1;
  return 'voted';`)}`,
    },
    shows: {
      'src/handler.ts': [
        "if (event.op === 'show') return (await polls.transact(event.key, (cell) => pollOf(cell))).yes;",
        'polls.transact(event.key, (cell) => {\n    pollOf(cell).yes += 1;\n',
      ],
    },
    runs: every(['vote', 'show']),
  },
  {
    title: 'answers behind the commit, for what an accessor gave',
    files: {
      'package.json': '{ "name": "shop", "private": true, "dependencies": { "express": "5.1.0" } }\n',
      'src/store.ts': `export interface Ticket {\n  open: boolean;\n}\n\nexport class Tickets {\n  readonly #items = new Map<string, Ticket>();\n\n  add(id: string): void {\n    this.#items.set(id, { open: true });\n  }\n\n  get(id: string): Ticket | undefined {\n    return this.#items.get(id);\n  }\n}\n\nexport const tickets = new Tickets();\n`,
      'src/server.ts': `import express from 'express';\nimport { tickets } from './store.js';\n\nconst app = express();\n\napp.post('/tickets/:id', (req, res) => {\n  tickets.add(req.params.id);\n  res.status(201).end();\n});\n\napp.post('/tickets/:id/close', (req, res) => {\n  const ticket = tickets.get(req.params.id);\n  if (!ticket) return res.status(404).end();\n  ticket.open = false;\n  return res.json(ticket);\n});\n\napp.listen(3000);\n`,
    },
    shows: {
      'src/store.ts': [
        '  get(cell: Cell<Ticket>): Ticket | undefined {\n    return cell.get();\n  }\n\n  transact<R>(id: string, body: (cell: Cell<Ticket>) => R): Promise<R> {\n    return this.#items.transact(id, body);\n  }',
      ],
      'src/server.ts': [
        '  await tickets.add(req.params.id);',
        '  const answer = await tickets.transact(req.params.id, (cell) => {\n    const ticket = tickets.get(cell);\n    if (!ticket) return () => res.status(404).end();\n    ticket.open = false;\n    return () => res.json(ticket);\n  });\n  return answer();',
      ],
    },
  },
  {
    title: 'a key that is made of parameters is made by the caller',
    files: {
      'src/handler.ts': `const carts = new Map<string, { items: string[] }>();\n\nfunction cartOf(shop: string, user: string) {\n  const key = \`\${shop}:\${user}\`;\n  let cart = carts.get(key);\n  if (!cart) carts.set(key, (cart = { items: [] }));\n  return cart;\n}\n\n${handler(`  const cart = cartOf('main', event.key);
  cart.items.push(event.label);
  return cart.items.length;`)}`,
    },
    shows: {
      'src/handler.ts': [
        'function cartOf(cell: Cell<{ items: string[] }>) {\n  let cart = cell.get();\n  if (!cart) cell.set((cart = { items: [] }));\n  return cart;\n}',
        "  return carts.transact(`${'main'}:${event.key}`, (cell) => {\n    const cart = cartOf(cell);",
      ],
    },
    runs: every(['x']),
  },
  {
    title: 'a key that is normalised in the function, and used for more',
    files: {
      'src/handler.ts': `const users = new Map<string, { mail: string; logins: number }>();\n\nfunction byMail(mail: string) {\n  return users.get(mail.toLowerCase());\n}\n\nfunction save(mail: string, logins: number) {\n  const key = mail.toLowerCase();\n  users.set(key, { mail, logins });\n}\n\n${handler(`  const known = byMail(event.key);
  save(event.key, (known?.logins ?? 0) + 1);
  return known?.logins ?? 0;`)}`,
    },
    shows: {
      'src/handler.ts': [
        'function byMail(cell: Cell<{ mail: string; logins: number }>) {\n  return cell.get();\n}',
        'function save(cell: Cell<{ mail: string; logins: number }>, mail: string, logins: number) {\n  cell.set({ mail, logins });\n}',
        '  return users.transact(event.key.toLowerCase(), (cell) => {\n    const known = byMail(cell);\n    save(cell, event.key, (known?.logins ?? 0) + 1);',
      ],
    },
    runs: every(['x']),
  },
  {
    title: 'what is taken out of an object in the head names the entry as well',
    files: {
      'src/handler.ts': `const jobs = new Map<string, { id: string; tries: number }>();\n\nconst exists = (id: string) => jobs.has(id);\nconst insert = ({ id }: { id: string }) => {\n  jobs.set(id, { id, tries: 1 });\n};\n\n${handler(`  if (exists(event.key)) return 'there';
  insert({ id: event.key });
  return 'made';`)}`,
    },
    shows: {
      'src/handler.ts': [
        'const exists = (cell: Cell<{ id: string; tries: number }>) => cell.has();',
        'const insert = (cell: Cell<{ id: string; tries: number }>, { id }: { id: string }) => {\n  cell.set({ id, tries: 1 });\n};',
        "    if (exists(cell)) return 'there';\n    insert(cell, { id: event.key });",
      ],
    },
    runs: every(['x']),
  },
  {
    title: 'functions whose callers neither change nor decide stay as they are',
    files: {
      'src/handler.ts': `const notes = new Map<string, { text: string }>();\n\nfunction find(id: string) {\n  return notes.get(id);\n}\n\nfunction save(id: string, text: string) {\n  notes.set(id, { text });\n}\n\n${handler(`  if (event.op === 'save') {
    save(event.key, event.label);
    return 'saved';
  }
  return find(event.key)?.text;`)}`,
    },
    shows: {
      'src/handler.ts': [
        'async function find(id: string) {\n  return notes.get(id);\n}',
        'return (await find(event.key))?.text;',
      ],
    },
    lacks: { 'src/handler.ts': ['Cell', 'transact'] },
    runs: every(['save', 'show']),
  },
  {
    title: 'what a caller still holds after it has been stored is made and changed in the same step',
    files: {
      'src/repository.ts': REPOSITORY.replace(
        'insert(link: Link): boolean {',
        'insert(code: string, link: Link): boolean {',
      ).replaceAll('link.code', 'code'),
      'src/handler.ts': `import { linkRepository, type Link } from './repository.js';\n\n${handler(`  const link: Link = { code: event.key, clicks: 0, tags: [] };
  if (!linkRepository.insert(event.key, link)) return 'taken';
  link.tags.push(event.label);
  return link.tags.length;`)}`,
    },
    shows: {
      'src/repository.ts': [
        '  insert(cell: Cell<Link>, link: Link): boolean {\n    if (cell.has()) return false;\n    cell.set(link);\n    return true;\n  }',
      ],
      'src/handler.ts': [
        "  return linkRepository.transact(event.key, (cell) => {\n    const link: Link = { code: event.key, clicks: 0, tags: [] };\n    if (!linkRepository.insert(cell, link)) return 'taken';",
      ],
    },
    runs: every(['x']),
  },
  {
    title: 'refuses what is made before the step, since its key is made there',
    files: {
      'src/repository.ts': REPOSITORY,
      'src/handler.ts': `import { linkRepository, type Link } from './repository.js';\n\n${handler(`  const link: Link = { code: event.key, clicks: 0, tags: [] };
  if (!linkRepository.insert(link)) return 'taken';
  link.tags.push(event.label);
  return link.tags.length;`)}`,
    },
    refused: ['MULTI_KEY src/handler.ts:5'],
  },
  {
    title: 'a service passes its own accessor on, so it hands on what its repository hands on',
    files: {
      'src/repository.ts': REPOSITORY,
      'src/service.ts': `import { linkRepository, type Link, type LinkRepository } from './repository.js';\n\nclass LinkService {\n  constructor(private readonly links: LinkRepository) {}\n\n  create(code: string): boolean {\n    return this.links.insert({ code, clicks: 0, tags: [] });\n  }\n\n  linkFor(code: string): Link | undefined {\n    return this.links.find(code);\n  }\n}\n\nexport const linkService = new LinkService(linkRepository);\n`,
      'src/handler.ts': `import { linkService } from './service.js';\n\n${handler(`  if (event.op === 'new') return linkService.create(event.key);
  const link = linkService.linkFor(event.key);
  if (link) link.clicks += 1;
  return link?.clicks;`)}`,
    },
    shows: {
      'src/service.ts': [
        "import type { Cell } from '@coldstate/adapters/redis';",
        '  linkFor(cell: Cell<Link>): Link | undefined {\n    return this.links.find(cell);\n  }\n\n  transact<R>(code: string, body: (cell: Cell<Link>) => R): Promise<R> {\n    return this.links.transact(code, body);\n  }',
      ],
      'src/handler.ts': [
        'return linkService.transact(event.key, (cell) => {\n    const link = linkService.linkFor(cell);',
      ],
    },
    runs: every(['new', 'visit']),
  },
  {
    title: 'an object of functions around a store of its module',
    files: {
      'src/sessions.ts': `interface Session {\n  user: string;\n  hits: number;\n}\n\nconst sessions = new Map<string, Session>();\n\nexport const sessionStore = {\n  find(id: string) {\n    return sessions.get(id);\n  },\n  start: (id: string, user: string) => {\n    sessions.set(id, { user, hits: 0 });\n  },\n};\n`,
      'src/handler.ts': `import { sessionStore } from './sessions.js';\n\n${handler(`  if (event.op === 'start') {
    sessionStore.start(event.key, event.label);
    return 'started';
  }
  const session = sessionStore.find(event.key);
  if (session) session.hits += 1;
  return session?.hits;`)}`,
    },
    shows: {
      'src/sessions.ts': [
        '  find(cell: Cell<Session>) {\n    return cell.get();\n  },',
        '  start: async (id: string, user: string) => {',
      ],
      'src/handler.ts': [
        "import { sessionStore, sessions } from './sessions.js';",
        'return sessions.transact(event.key, (cell) => {\n    const session = sessionStore.find(cell);',
      ],
    },
    runs: every(['start', 'hit']),
  },
  {
    title: 'CommonJS: the store joins what is exported and what is required',
    files: {
      'src/users.js': `const users = new Map();\n\n/**\n * @param {string} id\n */\nfunction find(id) {\n  return users.get(id);\n}\n\nfunction add(id) {\n  users.set(id, { visits: 0 });\n}\n\nmodule.exports = { find, add };\n`,
      'src/handler.js': `const { find, add } = require('./users');\n\nexports.handler = async (event) => {\n  if (event.op === 'add') {\n    add(event.key);\n    return 'added';\n  }\n  const user = find(event.key);\n  if (user) user.visits += 1;\n  return user ? user.visits : 0;\n};\n`,
    },
    shows: {
      'src/users.js': [
        'function find(cell) {\n  return cell.get();\n}',
        'module.exports = { find, add, users };',
        ' * @param cell\n',
      ],
      'src/handler.js': [
        "const { find, add, users } = require('./users');",
        'return users.transact(event.key, (cell) => {\n    const user = find(cell);',
      ],
    },
    runs: every(['add', 'visit']),
  },
  {
    title: 'CommonJS: by the name of the module, and one export after the other',
    files: {
      'src/users.js': `const users = new Map();\n\nexports.find = (id) => users.get(id);\n\nexports.add = (id) => {\n  users.set(id, { visits: 0 });\n};\n`,
      'src/handler.js': `const repository = require('./users');\n\nexports.handler = async (event) => {\n  if (event.op === 'add') {\n    repository.add(event.key);\n    return 'added';\n  }\n  const user = repository.find(event.key);\n  if (user) user.visits += 1;\n  return user ? user.visits : 0;\n};\n`,
    },
    shows: {
      'src/users.js': ['exports.find = (cell) => cell.get();', '};\nexports.users = users;\n'],
      'src/handler.js': [
        'return repository.users.transact(event.key, (cell) => {\n    const user = repository.find(cell);',
      ],
    },
    runs: every(['add', 'visit']),
  },
  {
    title: 'a class in JavaScript, its store a field that everybody may use',
    files: {
      'src/links.js': `class Links {\n  constructor() {\n    this.items = new Map();\n  }\n\n  get(code) {\n    return this.items.get(code);\n  }\n\n  add(code) {\n    this.items.set(code, { clicks: 0 });\n  }\n}\n\nmodule.exports = { links: new Links() };\n`,
      'src/handler.js': `const { links } = require('./links');\n\nexports.handler = async (event) => {\n  if (!links.get(event.key)) links.add(event.key);\n  const link = links.get(event.key);\n  link.clicks += 1;\n  return link.clicks;\n};\n`,
    },
    shows: {
      'src/links.js': [
        '  get(cell) {\n    return cell.get();\n  }',
        '  add(cell) {\n    cell.set({ clicks: 0 });\n  }',
      ],
      'src/handler.js': [
        'return links.items.transact(event.key, (cell) => {\n    if (!links.get(cell)) links.add(cell);',
      ],
    },
    lacks: { 'src/links.js': ['Cell'] },
    runs: every(['x']),
  },
  {
    title: 'an arrow function of one name without parentheses',
    files: {
      'src/handler.js':
        `const rooms = new Map();\n\nconst roomOf = id => rooms.get(id) ?? rooms.set(id, { id, seats: 0 }).get(id);\nconst find = id => rooms.get(id) || { id, seats: -1 };\n\nexports.handler = async (event) => {\n  if (event.op === 'add') {\n    rooms.set(event.key, { id: event.key, seats: 1 });\n    return 'added';\n  }\n  const room = find(event.key);\n  room.seats += 1;\n  return room.seats;\n};\n`.replace(
          /const roomOf.*\n/,
          '',
        ),
    },
    shows: {
      'src/handler.js': [
        'const find = (cell, id) => cell.get() || { id, seats: -1 };',
        'const room = find(cell, event.key);',
      ],
    },
    runs: every(['add', 'sit']),
  },
  {
    title: 'a record of an object that is used as a dictionary',
    files: {
      'src/handler.ts': `interface Score {\n  points: number;\n}\n\nconst scores: Record<string, Score> = {};\n\nfunction scoreOf(name: string): Score {\n  const known = scores[name];\n  if (known) return known;\n  const made = { points: 0 };\n  scores[name] = made;\n  return made;\n}\n\n${handler(`  const score = scoreOf(event.key);
  score.points += event.amount;
  return score.points;`)}`,
    },
    shows: {
      'src/handler.ts': [
        'function scoreOf(cell: Cell<Score>): Score {\n  const known = cell.get();',
        '  cell.set(made);',
        'return scores.transact(event.key, (cell) => {\n    const score = scoreOf(cell);',
      ],
    },
    runs: every(['x']),
  },
  {
    title: 'calls with a wait between them are two steps, as they were',
    files: {
      'src/handler.ts': `const flags = new Map<string, { on: boolean }>();\n\nconst isOn = (id: string) => flags.get(id)?.on ?? false;\nconst turnOn = (id: string) => {\n  flags.set(id, { on: true });\n};\n\n${handler(`  if (isOn(event.key)) return 'on';
  await Promise.resolve();
  turnOn(event.key);
  return 'turned on';`)}`,
    },
    shows: { 'src/handler.ts': ['if (await isOn(event.key)) return', '  await turnOn(event.key);'] },
    lacks: { 'src/handler.ts': ['transact'] },
    runs: every(['x']),
  },
  {
    title: 'two stores of one class have a member each',
    files: {
      'src/repository.ts': `export class Shop {\n  private readonly carts = new Map<string, { items: number }>();\n  private readonly wishes = new Map<string, { items: number }>();\n\n  cart(user: string) {\n    let cart = this.carts.get(user);\n    if (!cart) {\n      cart = { items: 0 };\n      this.carts.set(user, cart);\n    }\n    return cart;\n  }\n\n  wish(user: string) {\n    let wish = this.wishes.get(user);\n    if (!wish) {\n      wish = { items: 0 };\n      this.wishes.set(user, wish);\n    }\n    return wish;\n  }\n}\n\nexport const shop = new Shop();\n`,
      'src/handler.ts': `import { shop } from './repository.js';\n\n${handler(`  if (event.op === 'wish') {
    const wish = shop.wish(event.key);
    wish.items += 1;
    return wish.items;
  }
  const cart = shop.cart(event.key);
  cart.items += 2;
  return cart.items;`)}`,
    },
    shows: {
      'src/repository.ts': ['  transactCarts<R>(user: string, body:', '  transactWishes<R>(user: string, body:'],
      'src/handler.ts': ['shop.transactWishes(event.key, (cell) => {', 'shop.transactCarts(event.key, (cell) => {'],
    },
    runs: every(['wish', 'cart']),
  },
  {
    title: 'what was read and decides nothing holds no other call in its step',
    files: {
      'src/handler.ts': `const names = new Map<string, string>();\n\nconst nameOf = (id: string) => names.get(id);\n\nfunction rename(id: string, name: string) {\n  names.set(id, name);\n}\n\n${handler(`  const before = nameOf(event.key);
  console.log('between', event.key);
  rename(event.key, event.label);
  return before ?? 'none';`)}`,
    },
    shows: {
      'src/handler.ts': ['  const before = await nameOf(event.key);', '  await rename(event.key, event.label);'],
    },
    lacks: { 'src/handler.ts': ['Cell', 'transact'] },
    runs: every(['x']),
  },
  {
    title: 'refuses an accessor that counts up what it is given',
    files: {
      'src/handler.ts': `interface Draft {\n  id: string;\n  version: number;\n}\n\nconst drafts = new Map<string, Draft>();\n\nconst find = (id: string) => drafts.get(id);\n\nfunction save(id: string, draft: Draft) {\n  draft.version += 1;\n  drafts.set(id, draft);\n}\n\n${handler(`  if (find(event.key)) return 'there';
  save(event.key, { id: event.key, version: event.amount });
  return 'saved';`)}`,
    },
    refused: ['NOT_REPEATABLE src/handler.ts:11'],
  },
  {
    title: 'refuses an accessor that prints',
    files: {
      'src/handler.ts': `const users = new Map<string, { visits: number }>();\n\nfunction userOf(id: string) {\n  let user = users.get(id);\n  if (!user) {\n    user = { visits: 0 };\n    console.log('new', id);\n    users.set(id, user);\n  }\n  return user;\n}\n\n${handler(`  const user = userOf(event.key);
  user.visits += 1;
  return user.visits;`)}`,
    },
    refused: ['NOT_REPEATABLE src/handler.ts:7'],
  },
  {
    title: 'refuses a check and a write in two functions of which one prints',
    files: {
      'src/handler.ts': `const names = new Map<string, string>();\n\nconst exists = (id: string) => names.has(id);\n\nfunction insert(id: string, name: string) {\n  names.set(id, name);\n  console.log('inserted', id);\n}\n\n${handler(`  if (exists(event.key)) return 'taken';
  insert(event.key, event.label);
  return 'new';`)}`,
    },
    refused: ['NOT_REPEATABLE src/handler.ts:7'],
  },
  {
    title: 'refuses an accessor that is handed on as a value',
    files: {
      'src/handler.ts': `const users = new Map<string, { visits: number }>();\n\nfunction find(id: string) {\n  return users.get(id);\n}\n\n${handler(`  users.set('ann', { visits: 0 });
  const all = ['ann'].map(find);
  const user = find(event.key);
  if (user) user.visits += 1;
  return all.length;`)}`,
    },
    refused: ['ESCAPED_FUNCTION src/handler.ts:9'],
  },
  {
    title: 'refuses an accessor that an interface declares as well',
    files: {
      'src/repository.ts': `export interface Users {\n  find(id: string): { visits: number } | undefined;\n}\n\nexport class MemoryUsers implements Users {\n  private readonly users = new Map<string, { visits: number }>();\n\n  find(id: string) {\n    return this.users.get(id);\n  }\n\n  add(id: string) {\n    this.users.set(id, { visits: 0 });\n  }\n}\n\nexport const users = new MemoryUsers();\n`,
      'src/handler.ts': `import { users } from './repository.js';\n\n${handler(`  users.add(event.label);
  const user = users.find(event.key);
  if (user) user.visits += 1;
  return user?.visits;`)}`,
    },
    refused: ['ESCAPING_REF src/repository.ts:8'],
  },
  {
    title: 'refuses an object of an interface, whose callers know the interface alone',
    files: {
      'src/handler.ts': `interface Users {\n  find(id: string): { visits: number } | undefined;\n  add(id: string): void;\n}\n\nconst users = new Map<string, { visits: number }>();\n\nconst repository: Users = {\n  find: (id) => users.get(id),\n  add(id) {\n    users.set(id, { visits: 0 });\n  },\n};\n\n${handler(`  repository.add(event.label);
  const user = repository.find(event.key);
  if (user) user.visits += 1;
  return user?.visits;`)}`,
    },
    refused: ['ESCAPING_REF src/handler.ts:9'],
  },
  {
    title: 'refuses an accessor that a test calls',
    files: {
      'src/users.ts': `const users = new Map<string, { visits: number }>();\n\nexport function userOf(id: string) {\n  let user = users.get(id);\n  if (!user) {\n    user = { visits: 0 };\n    users.set(id, user);\n  }\n  return user;\n}\n`,
      'src/handler.ts': `import { userOf } from './users.js';\n\n${handler('  const user = userOf(event.key);\n  user.visits += 1;\n  return user.visits;')}`,
      'test/users.test.ts': `import { userOf } from '../src/users.js';\n\nexport const visits = (): number => userOf('ann').visits;\n`,
    },
    refused: ['ESCAPING_REF test/users.test.ts:3'],
  },
  {
    title: 'refuses a caller that sends the record between the accessor and the change',
    files: {
      'src/handler.ts': `const users = new Map<string, { visits: number }>();\n\nfunction userOf(id: string) {\n  let user = users.get(id);\n  if (!user) {\n    user = { visits: 0 };\n    users.set(id, user);\n  }\n  return user;\n}\n\n${handler(`  const user = userOf(event.key);
  console.log('visit', user);
  user.visits += 1;
  return user.visits;`)}`,
    },
    refused: ['NOT_REPEATABLE src/handler.ts:14'],
  },
  {
    title: 'works out once the key that it names twice',
    files: {
      'src/handler.ts': `const jobs = new Map<string, { id: string; tries: number }>();\n\nfunction jobOf(id: string) {\n  let job = jobs.get(id);\n  if (!job) {\n    job = { id, tries: 0 };\n    jobs.set(id, job);\n  }\n  return job;\n}\n\nconst nextId = () => String(Math.random());\n\n${handler(`  const job = jobOf(event.op === 'new' ? nextId() : event.key);
  job.tries += 1;
  return job.tries;`)}`,
    },
    shows: {
      'src/handler.ts': [
        "const id = event.op === 'new' ? nextId() : event.key;",
        'return jobs.transact(id, (cell) => {',
        'const job = jobOf(cell, id);',
      ],
    },
    runs: [{ op: 'new' }, { key: 'a' }, { key: 'a' }, { op: 'new' }],
  },
  {
    title: 'refuses a store in a closure whose callers cannot name it',
    files: {
      'src/users.ts': `function createUsers() {\n  const users = new Map<string, { visits: number }>();\n  return {\n    find: (id: string) => users.get(id),\n    add: (id: string) => {\n      users.set(id, { visits: 0 });\n    },\n  };\n}\n\nexport const repository = createUsers();\n`,
      'src/handler.ts': `import { repository } from './users.js';\n\n${handler(`  repository.add(event.label);
  const user = repository.find(event.key);
  if (user) user.visits += 1;
  return user?.visits;`)}`,
    },
    refused: ['ESCAPING_REF src/handler.ts:5'],
  },
];
