/**
 * Programs of which something stays true however many requests come at once, written in several ways each: a code has three tries, a seat has one
 * owner, what is moved is neither lost nor made. In one process, without a wait in between, all of them are right; migrated they have to be.
 */
import type { Files } from '../../programs/memory.js';
import { seeded, type Random } from '../../programs/random.js';
import { hostFile } from './host.js';
import type { Event } from './load.js';

export interface Race {
  readonly name: string;
  readonly files: Files;
  readonly symbol: string;
  /** One after the other, before. */
  readonly first: readonly Event[];
  /** All at once. */
  readonly all: readonly Event[];
  /** One after the other, afterwards. */
  readonly last: readonly Event[];
  /** What is wrong, given the answers to `all` and to `last`. */
  readonly wrong: (answers: readonly unknown[], after: readonly unknown[]) => string | undefined;
  /** It changes two entries in one step: refused rather than wrong. */
  readonly mayBeRefused?: true;
}

interface Written {
  readonly store: string;
  readonly symbol: string;
  /** Bodies of `setup`, `ask` and `dump`, which have `key`, `amount` and `label`. */
  readonly setup?: string;
  readonly ask: string;
  readonly dump: string;
}

type Making = Omit<Race, 'files' | 'symbol'> & { readonly written: Written };

const event = (op: string, key: string, amount = 0, label = ''): Event => ({ op, key, amount, label });
const times = (count: number, make: (index: number) => Event): Event[] =>
  Array.from({ length: count }, (_, i) => make(i));
const countOf = (answers: readonly unknown[], wanted: unknown): number =>
  answers.filter((one) => one === wanted).length;
const exactly = (what: string, found: number, wanted: number): string | undefined =>
  found === wanted ? undefined : `${found} ${what}, and not ${wanted}`;

const map = (symbol: string, type: string): string => `const ${symbol} = new Map<string, ${type}>();`;

function guesses(random: Random, count: number): Making {
  const spend = random.pick([
    'entry.attempts++;',
    'entry.attempts += 1;',
    'codes.set(key, { ...entry, attempts: entry.attempts + 1 });',
    'spend(entry);',
  ]);
  const locked = random.pick([
    "if (entry.attempts >= 3) return 'locked';",
    "if (entry.attempts > 2) {\nlog('locked');\nreturn 'locked';\n}",
    "if (!(entry.attempts < 3)) {\ncodes.delete(key);\nreturn 'locked';\n}",
  ]);
  const wrong = random.pick(["return 'wrong';", "log({ key, tries: 1 });\nreturn 'wrong';"]);
  return {
    name: 'guesses of a code',
    written: {
      symbol: 'codes',
      store: `interface Code {\ncode: string;\nattempts: number;\n}\n${map('codes', 'Code')}\nfunction spend(entry: Code) {\nentry.attempts += 1;\n}`,
      setup: 'codes.set(key, { code: label, attempts: 0 });\nreturn null;',
      ask: `const entry = codes.get(key);\nif (!entry) return 'none';\n${locked}\n${spend}\nif (entry.code !== label) {\n${wrong}\n}\ncodes.delete(key);\nreturn 'right';`,
      dump: 'return codes.get(key)?.attempts ?? null;',
    },
    first: [event('setup', 'ann', 0, '481516')],
    all: times(count, (i) => event('ask', 'ann', 0, String(i))),
    last: [],
    wrong: (answers) => exactly('guesses were evaluated', countOf(answers, 'wrong'), 3),
  };
}

function counting(random: Random, count: number): Making {
  const isObject = random.chance(0.3);
  const ask = isObject
    ? random.pick([
        'hits[key] = (hits[key] ?? 0) + 1;\nreturn hits[key];',
        'hits[key] ??= 0;\nhits[key]++;\nreturn hits[key];',
        'if (key in hits) hits[key]++;\nelse hits[key] = 1;\nreturn hits[key];',
      ])
    : random.pick([
        'hits.set(key, (hits.get(key) ?? 0) + 1);\nreturn hits.get(key);',
        'const count = (hits.get(key) || 0) + 1;\nhits.set(key, count);\nreturn count;',
        'hits.set(key, hits.has(key) ? hits.get(key)! + 1 : 1);\nreturn hits.get(key);',
        'const before = hits.get(key);\nif (before === undefined) {\nhits.set(key, 1);\nreturn 1;\n}\nhits.set(key, before + 1);\nreturn before + 1;',
      ]);
  return {
    name: 'counting',
    written: {
      symbol: 'hits',
      store: isObject ? 'const hits: Record<string, number> = {};' : map('hits', 'number'),
      ask,
      dump: isObject ? 'return hits[key] ?? 0;' : 'return hits.get(key) ?? 0;',
    },
    first: [],
    all: times(count, () => event('ask', 'ann')),
    last: [event('dump', 'ann')],
    wrong: (answers, [sum]) =>
      sum === count && new Set(answers).size === count
        ? undefined
        : `counted to ${String(sum)} with ${new Set(answers).size} different answers, and not ${count}`,
  };
}

function claiming(random: Random, count: number): Making {
  const [store, ask, dump] = random.pick([
    [
      map('seats', 'string'),
      "if (seats.has(key)) return 'taken';\nseats.set(key, label);\nreturn 'yours';",
      'return seats.get(key) ?? null;',
    ],
    [
      map('seats', 'string'),
      "const owner = seats.get(key);\nif (owner !== undefined) {\nlog(owner);\nreturn 'taken';\n}\nseats.set(key, label);\nlog(label);\nreturn 'yours';",
      'return seats.get(key) ?? null;',
    ],
    [
      map('seats', 'string'),
      "if (!seats.has(key)) {\nseats.set(key, label);\nreturn 'yours';\n}\nreturn 'taken';",
      'return seats.get(key) ?? null;',
    ],
    [
      'const seats = new Set<string>();',
      "if (seats.has(key)) return 'taken';\nseats.add(key);\nreturn 'yours';",
      'return seats.has(key);',
    ],
    [
      'const seats: Record<string, string> = {};',
      "if (key in seats) return 'taken';\nseats[key] = label;\nreturn 'yours';",
      'return seats[key] ?? null;',
    ],
    [
      'const seats: Record<string, string> = {};',
      "if (seats[key]) return 'taken';\nseats[key] = label;\nreturn 'yours';",
      'return seats[key] ?? null;',
    ],
    [
      'let seats: string | null = null;',
      "if (seats !== null) return 'taken';\nseats = label;\nreturn 'yours';",
      'return seats;',
    ],
  ] as const);
  return {
    name: 'claiming a seat',
    written: { symbol: 'seats', store, ask, dump },
    first: [],
    all: times(count, (i) => event('ask', 'ann', 0, `owner-${i}`)),
    last: [],
    wrong: (answers) => exactly('owners', countOf(answers, 'yours'), 1),
  };
}

function allowance(random: Random, count: number): Making {
  const ask = random.pick([
    "const used = uses.get(key) ?? 0;\nif (used >= 5) return 'refused';\nuses.set(key, used + 1);\nreturn 'allowed';",
    "const used = (uses.get(key) ?? 0) + 1;\nuses.set(key, used);\nif (used > 5) {\nlog('too many');\nreturn 'refused';\n}\nreturn 'allowed';",
    "if ((uses.get(key) ?? 0) >= 5) throw new Error('too many');\nuses.set(key, (uses.get(key) ?? 0) + 1);\nreturn 'allowed';",
  ]);
  return {
    name: 'an allowance of five',
    written: { symbol: 'uses', store: map('uses', 'number'), ask, dump: 'return uses.get(key) ?? 0;' },
    first: [],
    all: times(count, () => event('ask', 'ann')),
    last: [],
    wrong: (answers) => exactly('were allowed', countOf(answers, 'allowed'), 5),
  };
}

function spending(random: Random, count: number): Making {
  const change = random.pick([
    'purse.left -= amount;\npurse.spent += amount;',
    'purses.set(key, { left: purse.left - amount, spent: purse.spent + amount });',
    'purse.left = purse.left - amount;\npurse.spent = purse.spent + amount;\npurses.set(key, purse);',
  ]);
  return {
    name: 'spending from one purse',
    written: {
      symbol: 'purses',
      store: map('purses', '{ left: number; spent: number }'),
      setup: 'purses.set(key, { left: amount, spent: 0 });\nreturn null;',
      ask: `const purse = purses.get(key);\nif (!purse || purse.left < amount) return 'refused';\n${change}\nreturn 'spent';`,
      dump: 'const purse = purses.get(key);\nreturn purse ? [purse.left, purse.spent] : null;',
    },
    first: [event('setup', 'ann', 90)],
    all: times(count, (i) => event('ask', 'ann', 1 + (i % 3))),
    last: [event('dump', 'ann')],
    wrong: (_, [purse]) => {
      const [left = NaN, spent = NaN] = purse as number[];
      return left >= 0 && left + spent === 90 ? undefined : `${left} left and ${spent} spent of 90`;
    },
  };
}

function moving(random: Random, count: number): Making {
  const change = random.pick([
    'funds.set(key, from - amount);\nfunds.set(label, (funds.get(label) ?? 0) + amount);',
    'funds.set(label, (funds.get(label) ?? 0) + amount);\nfunds.set(key, from - amount);',
  ]);
  return {
    name: 'moving from one entry to another',
    mayBeRefused: true,
    written: {
      symbol: 'funds',
      store: map('funds', 'number'),
      setup: 'funds.set(key, amount);\nreturn null;',
      ask: `const from = funds.get(key) ?? 0;\nif (from < amount) return 'refused';\n${change}\nreturn 'moved';`,
      dump: 'return funds.get(key) ?? 0;',
    },
    first: [event('setup', 'ann', 100), event('setup', 'bob', 100)],
    all: times(count, (i) => (i % 2 === 0 ? event('ask', 'ann', 3, 'bob') : event('ask', 'bob', 2, 'ann'))),
    last: [event('dump', 'ann'), event('dump', 'bob')],
    wrong: (_, after) => exactly('in all', Number(after[0]) + Number(after[1]), 200),
  };
}

function queueing(random: Random, count: number): Making {
  const ask = random.pick([
    "return jobs.shift() ?? 'none';",
    "if (jobs.length === 0) return 'none';\nreturn jobs.shift() ?? 'none';",
    "const job = jobs.shift();\nif (job === undefined) return 'none';\nlog(job);\nreturn job;",
  ]);
  return {
    name: 'taking from a queue',
    written: {
      symbol: 'jobs',
      store: 'const jobs: string[] = [];',
      setup: 'jobs.push(label);\nreturn null;',
      ask,
      dump: 'return jobs.length;',
    },
    first: times(10, (i) => event('setup', 'ann', 0, `job-${i}`)),
    all: times(count, () => event('ask', 'ann')),
    last: [],
    wrong: (answers) => {
      const taken = answers.filter((one) => one !== 'none');
      return taken.length === 10 && new Set(taken).size === 10
        ? undefined
        : `${taken.length} jobs went out, ${new Set(taken).size} different ones of 10`;
    },
  };
}

function joining(random: Random, count: number): Making {
  const full = random.pick([
    "if (room.members.length >= 4) return 'full';",
    "if (room.members.length > 3) {\nlog('full');\nreturn 'full';\n}",
  ]);
  const make = random.pick([
    'let room = rooms.get(key);\nif (!room) {\nroom = { members: [] };\nrooms.set(key, room);\n}',
    'const room = roomOf(key);',
  ]);
  return {
    name: 'joining a room of four',
    written: {
      symbol: 'rooms',
      store: `interface Room {\nmembers: string[];\n}\n${map('rooms', 'Room')}\nfunction roomOf(key: string) {\nlet room = rooms.get(key);\nif (!room) {\nroom = { members: [] };\nrooms.set(key, room);\n}\nreturn room;\n}`,
      ask: `${make}\n${full}\nroom.members.push(label);\nreturn 'joined';`,
      dump: 'return rooms.get(key)?.members.length ?? 0;',
    },
    first: [],
    all: times(count, (i) => event('ask', 'ann', 0, `member-${i}`)),
    last: [event('dump', 'ann')],
    wrong: (answers, [size]) => exactly('joined', countOf(answers, 'joined'), 4) ?? exactly('members', Number(size), 4),
  };
}

const RACES = [guesses, counting, claiming, allowance, spending, queueing, joining, moving] as const;

/** One way of each, all of `count` requests. */
export function racesOf(seed: number, count: number): Race[] {
  const random = seeded(seed);
  return RACES.map((make) => {
    const { written, ...race } = make(random, count);
    return { ...race, symbol: written.symbol, files: filesFor(written) };
  });
}

function filesFor({ store, setup = 'return null;', ask, dump }: Written): Files {
  const head = '(key: string, amount: number, label: string)';
  const functions = Object.entries({ setup, ask, dump }).map(([name, body]) => `function ${name}${head} {\n${body}\n}`);
  const text = [
    "import { log } from './host';",
    store,
    ...functions,
    'interface Request {\nop: string;\nkey: string;\namount: number;\nlabel: string;\n}',
    `export const handler = async ({ op, key, amount, label }: Request) => {\nif (op === 'setup') return setup(key, amount, label);\nif (op === 'ask') return ask(key, amount, label);\nreturn dump(key, amount, label);\n};\n`,
  ].join('\n\n');
  const [path, host] = hostFile({ isModule: true, isTyped: true });
  return {
    'package.json':
      '{ "name": "shop", "private": true, "type": "module", "devDependencies": { "@types/aws-lambda": "^8" } }\n',
    'src/handler.ts': text,
    [`src/${path}.ts`]: host,
  };
}
