import type { Remedy } from '../model/report.js';
import type { Role } from '../model/words.js';

/** What to do about a store, best first, with code for this very store. */
export function remediesOf(role: Role, symbol: string): Remedy[] {
  const name = symbol.split('.').at(-1) ?? symbol;
  return REMEDIES[role].map(({ code, ...remedy }) => ({ ...remedy, ...(code ? { code: code(name) } : {}) }));
}

type Template = Omit<Remedy, 'code'> & { code?: (name: string) => string };

const keyed =
  (ttl: string) =>
  (name: string): string => `await redis.set(\`${name}:\${key}\`, JSON.stringify(value)${ttl});
const found = await redis.get(\`${name}:\${key}\`);
const value = found === null ? undefined : JSON.parse(found);`;

const dynamo: Template = {
  kind: 'adapter',
  title: 'Or keep it in DynamoDB, one item per key',
  detail: 'Durable without a server to run; conditional writes keep two requests from overwriting each other.',
};

const durable: Template[] = [
  {
    kind: 'adapter',
    title: 'Keep it in DynamoDB or your database, one item per key',
    detail: 'It has to survive restarts and deploys, so the store must be durable; a cache is not enough.',
    code: (name) => `await dynamo.send(new PutCommand({
  TableName: process.env.STATE_TABLE,
  Item: { pk: \`${name}#\${key}\`, value },
  ConditionExpression: 'attribute_not_exists(pk)',
}));`,
  },
  {
    kind: 'adapter',
    title: 'Or in Redis with persistence turned on',
    detail: 'One key per record; use atomic commands for counts inside it.',
    code: keyed(''),
  },
];

const REMEDIES: Readonly<Record<Role, readonly Template[]>> = {
  session: [
    {
      kind: 'adapter',
      title: 'Keep sessions in Redis, with the lifetime of a session as TTL',
      code: keyed(', { EX: 86_400 }'),
    },
    dynamo,
    {
      kind: 'stateless',
      title: 'Or put the session into a signed cookie',
      detail: 'Fits when it is small and need not be revoked at once.',
    },
  ],
  auth: durable,
  'user-data': durable,
  entity: durable,
  'rate-limit': [
    {
      kind: 'adapter',
      title: 'Count in Redis, atomically, and let the window expire by itself',
      code: (name) => `const key = \`${name}:\${client}\`;
const count = await redis.incr(key);
if (count === 1) await redis.pExpire(key, windowMs);
const allowed = count <= limit;`,
    },
    { kind: 'adapter', title: 'Or count in DynamoDB with UpdateItem ADD and a TTL attribute' },
    {
      kind: 'platform',
      title: 'Or let the platform limit',
      detail: 'API Gateway usage plans, AWS WAF, Vercel Firewall and Cloudflare rules count for all instances.',
    },
  ],
  security: [
    {
      kind: 'adapter',
      title: 'Keep it in Redis with an expiry, and consume it in one step',
      code: (name) => `await redis.set(\`${name}:\${key}\`, value, { EX: 600 });
const consumed = await redis.getDel(\`${name}:\${key}\`);`,
    },
    { ...dynamo, detail: 'Delete with a condition, so that a code is good for one use only.' },
    {
      kind: 'stateless',
      title: 'Or sign what has to come back',
      detail: 'OAuth state, CSRF tokens and links by mail can carry a signature and a time instead.',
    },
  ],
  counter: [
    {
      kind: 'adapter',
      title: 'Count with INCR in Redis or ADD in DynamoDB',
      code: (name) => `await redis.hIncrBy('${name}', key, 1);`,
    },
  ],
  metrics: [
    {
      kind: 'platform',
      title: 'Send measurements to the platform’s metrics',
      detail: 'CloudWatch EMF, OpenTelemetry or a metrics service add up over all instances.',
    },
    { kind: 'adapter', title: 'Or add them up in Redis', code: (name) => `await redis.hIncrBy('${name}', field, 1);` },
  ],
  history: [
    {
      kind: 'adapter',
      title: 'Append to a capped list in Redis, or to a table',
      code: (name) => `await redis.multi().lPush('${name}', JSON.stringify(entry)).lTrim('${name}', 0, 999).exec();`,
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
      title: 'Or to a list in Redis that a scheduled function drains',
      code: (name) => `await redis.rPush('${name}', JSON.stringify(item));`,
    },
  ],
  lock: [
    {
      kind: 'adapter',
      title: 'Take the lock in Redis with an expiry',
      code: (name) => `const taken = await redis.set(\`${name}:\${key}\`, owner, { NX: true, PX: 30_000 });`,
    },
    { ...dynamo, title: 'Or with a conditional write in DynamoDB' },
  ],
  'id-sequence': [
    {
      kind: 'stateless',
      title: 'Use random ids (crypto.randomUUID or nanoid)',
      detail: 'They need no shared state at all.',
    },
    { kind: 'adapter', title: 'Or count in one place', code: (name) => `const id = await redis.incr('${name}');` },
  ],
  cache: [
    {
      kind: 'adapter',
      title: 'Keep it, if stale or missing entries are acceptable; share it in Redis if the source is slow or costly',
      code: keyed(', { EX: 300 }'),
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
      kind: 'adapter',
      title: 'Or publish through Redis, so that every instance serves its own connections',
      code: (name) => `await redis.publish('${name}', JSON.stringify(message));`,
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
  other: [{ kind: 'adapter', title: 'Keep it outside of the process if instances have to agree', code: keyed('') }],
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
