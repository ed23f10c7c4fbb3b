import type { Remedy } from '../model/report.js';
import type { Form, Role } from '../model/words.js';

/**
 * What to do about a store, best first, with code for this very store: the collection that takes its place. The entry of Redis stands in the
 * code, because an import has to name one; that of DynamoDB takes the same calls.
 */
export function remediesOf(role: Role, symbol: string, form?: Form): Remedy[] {
  const name = symbol.split('.').at(-1) ?? symbol;
  return REMEDIES[role].map(({ code, ...remedy }) => ({
    ...remedy,
    ...(code ? { code: codeOf(name, code(form)) } : {}),
  }));
}

type Template = Omit<Remedy, 'code'> & { code?: (form: Form | undefined) => Collection };

/** A collection, its options, and the calls that replace those on the store, with `$` for its name. */
interface Collection {
  constructor: string;
  options?: readonly string[];
  calls: readonly string[];
}

function codeOf(name: string, { constructor, options = [], calls }: Collection): string {
  const given = options.length > 0 ? `, { ${options.join(', ')} }` : '';
  return [
    `import { ${constructor} } from '@coldstate/adapters/redis';`,
    '',
    `const ${name} = ${constructor}('${name}'${given});`,
    ...calls.map((call) => call.replaceAll('$', () => name)),
  ].join('\n');
}

/** Entries by key, or the members of a set. */
const keyed =
  (...options: string[]) =>
  (form: Form | undefined): Collection =>
    form === 'set'
      ? { constructor: 'sharedSet', options, calls: ['await $.add(member);', 'const isIn = await $.has(member);'] }
      : { constructor: 'sharedMap', options, calls: ['await $.set(key, value);', 'const found = await $.get(key);'] };

const EITHER = 'On Redis or on DynamoDB, with the same code.';

const durable = (role: Role): Template[] => [
  {
    kind: 'adapter',
    title: 'Keep it where it survives: a table of DynamoDB, or a Redis that persists',
    detail: 'It has to outlast restarts and deploys, so a cache is not enough.',
    code: keyed(`role: '${role}'`),
  },
  {
    kind: 'code',
    title: 'Or in the database that the application has',
    detail: 'One row for each entry; constraints and conditions in place of checks in memory.',
  },
];

const REMEDIES: Readonly<Record<Role, readonly Template[]>> = {
  session: [
    {
      kind: 'adapter',
      title: 'Keep sessions where every instance finds them, with their lifetime as TTL',
      detail: EITHER,
      code: keyed("role: 'session'", 'ttl: { s: 86_400 }'),
    },
    {
      kind: 'stateless',
      title: 'Or put the session into a signed cookie',
      detail: 'Fits when it is small and need not be revoked at once.',
    },
  ],
  auth: durable('auth'),
  'user-data': durable('user-data'),
  entity: durable('entity'),
  'rate-limit': [
    {
      kind: 'adapter',
      title: 'Count for all instances in one place, atomically, and let the window expire by itself',
      detail: EITHER,
      code: () => ({
        constructor: 'rateLimiter',
        calls: ['const { allowed, remaining, resetAt } = await $.consume(client, { limit, windowMs });'],
      }),
    },
    {
      kind: 'platform',
      title: 'Or let the platform limit',
      detail: 'API Gateway usage plans, AWS WAF, Vercel Firewall and Cloudflare rules count for all instances.',
    },
  ],
  security: [
    {
      kind: 'adapter',
      title: 'Keep it where every instance sees it at once, with an expiry, and consume it in one step',
      detail: EITHER,
      code: (form) =>
        form === 'set'
          ? keyed("role: 'security'")(form)
          : {
              constructor: 'sharedMap',
              options: ["role: 'security'", 'ttl: { s: 600 }'],
              calls: ['await $.set(key, value);', 'const consumed = await $.take(key);'],
            },
    },
    {
      kind: 'stateless',
      title: 'Or sign what has to come back',
      detail: 'OAuth state, CSRF tokens and links by mail can carry a signature and a time instead.',
    },
  ],
  counter: [
    {
      kind: 'adapter',
      title: 'Count in one place for all instances, atomically',
      detail: EITHER,
      code: (form) =>
        form === 'scalar'
          ? { constructor: 'sharedCounter', calls: ['const count = await $.increment();'] }
          : {
              constructor: 'sharedMap',
              options: ["role: 'counter'"],
              calls: ['const count = await $.increment(key);'],
            },
    },
  ],
  metrics: [
    {
      kind: 'platform',
      title: 'Send measurements to the platform’s metrics',
      detail: 'CloudWatch EMF, OpenTelemetry or a metrics service add up over all instances.',
    },
    {
      kind: 'adapter',
      title: 'Or add them up in one record, atomically',
      code: () => ({
        constructor: 'sharedRecord',
        options: ["role: 'metrics'"],
        calls: ["await $.increment('requests.total');", 'const all = await $.get();'],
      }),
    },
  ],
  history: [
    {
      kind: 'adapter',
      title: 'Append to a capped list that all instances share',
      detail: 'Redis has lists; on DynamoDB the whole list is one item, so let it be short.',
      code: () => ({
        constructor: 'sharedList',
        options: ["role: 'history'", 'cap: 1000'],
        calls: ['await $.push(entry);', 'const last = await $.slice(-20);'],
      }),
    },
    { kind: 'platform', title: 'Or write it to the log, and query the log' },
  ],
  queue: [
    {
      kind: 'platform',
      title: 'Hand the work to a queue: SQS, Cloud Tasks, QStash or Cloudflare Queues',
      detail: 'It is delivered after the response, retried, and survives the instance.',
    },
    {
      kind: 'adapter',
      title: 'Or to a list that a scheduled function drains',
      code: () => ({
        constructor: 'sharedList',
        options: ["role: 'queue'"],
        calls: ['await $.push(item);', 'const items = await $.drain(100);'],
      }),
    },
  ],
  lock: [
    {
      kind: 'adapter',
      title: 'Take a lease that all instances see and that ends by itself',
      detail: EITHER,
      code: () => ({
        constructor: 'lock',
        calls: [
          'await $.withLock(key, async () => {',
          '  // what only one may do at a time',
          '}, { leaseMs: 30_000 });',
        ],
      }),
    },
  ],
  'id-sequence': [
    {
      kind: 'stateless',
      title: 'Use random ids (crypto.randomUUID or nanoid)',
      detail: 'They need no shared state at all.',
    },
    {
      kind: 'adapter',
      title: 'Or count in one place',
      code: () => ({ constructor: 'sequence', calls: ['const id = await $.next();'] }),
    },
  ],
  cache: [
    {
      kind: 'adapter',
      title: 'Keep it, if stale or missing entries are acceptable; share it if the source is slow or costly',
      code: keyed("role: 'cache'", 'ttl: { s: 300 }'),
    },
  ],
  config: [{ kind: 'code', title: 'Keep it; give it a lifetime if changes have to arrive without a deploy' }],
  client: [{ kind: 'code', title: 'Keep it' }],
  'connection-registry': [
    {
      kind: 'platform',
      title: 'Use a service that holds connections: API Gateway WebSockets, Durable Objects, Ably or Pusher',
    },
    {
      kind: 'platform',
      title: 'Or publish what is to be sent through Redis, so that every instance serves its own connections',
    },
  ],
  'request-leak': [
    {
      kind: 'code',
      title: 'Pass it as an argument, or keep it in AsyncLocalStorage',
      detail: 'What belongs to one request must not stand in module scope.',
    },
  ],
  'feature-flag': [{ kind: 'platform', title: 'Read flags from a flag service, Edge Config or AppConfig' }],
  scheduler: [
    {
      kind: 'platform',
      title: 'Let the platform schedule it: EventBridge Scheduler, Vercel Cron, Cloud Scheduler',
      detail: 'It calls a function of its own, once, whether or not an instance is awake.',
    },
  ],
  cleanup: [{ kind: 'code', title: 'Drop the timer and give entries an expiry' }],
  constant: [],
  other: [{ kind: 'adapter', title: 'Keep it outside of the process if instances have to agree', code: keyed() }],
};

/** What to do about a value that was computed too early. */
export function remediesOfFrozen(role: Role, name: string): Remedy[] {
  if (role === 'security')
    return [
      {
        kind: 'platform',
        title: 'Keep it in the environment or a secret store, and fail when it is missing',
        detail: 'All instances, and those of the next deploy, then have the same one.',
        code: `const ${name} = process.env.${screaming(name)};
if (!${name}) throw new Error('${screaming(name)} is not set');`,
      },
    ];
  return [
    {
      kind: 'code',
      title: 'Compute it inside the handler, or make it a function that is called where it is needed',
    },
  ];
}

function screaming(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase();
}

/** What to do about an expression that remembers where it stopped. */
export function remediesOfSticky(name: string): Remedy[] {
  return [
    {
      kind: 'code',
      title: `Drop the flag: one test needs no g`,
      detail: `Or set ${name}.lastIndex = 0 before each search.`,
    },
  ];
}

/** What to do about work that nobody waits for. */
export function remediesOfWork(name: string): Remedy[] {
  return [
    { kind: 'code', title: 'Await it before answering', code: `await ${name}(…);` },
    {
      kind: 'platform',
      title: 'Or tell the platform to wait for it',
      detail:
        'after() of next/server, waitUntil() of Vercel, Netlify and Workers keep the instance awake until it is done.',
      code: `waitUntil(${name}(…));`,
    },
    { kind: 'platform', title: 'Or hand it to a queue, if it takes long or must not be lost' },
  ];
}
