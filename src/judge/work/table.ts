import type { Severity, Verdict } from '../../model/words.js';

/** Calls that begin work outside of the process, and what is lost when they do not come to their end. */

/** `trigger`: the next piece of work is set off. `notice`: people who run the service are told. */
export type Loss =
  'payment' | 'mail' | 'data' | 'trigger' | 'notice' | 'record' | 'analytics' | 'push' | 'log' | 'cache';

export const LOSSES: Readonly<Record<Loss, { what: string; verdict: Exclude<Verdict, 'safe'>; severity: Severity }>> = {
  payment: { what: 'a payment', verdict: 'unsafe', severity: 'high' },
  mail: { what: 'a message to a user', verdict: 'unsafe', severity: 'high' },
  data: { what: 'data that is being saved', verdict: 'unsafe', severity: 'high' },
  trigger: { what: 'the work that it sets off', verdict: 'unsafe', severity: 'high' },
  notice: { what: 'a notice', verdict: 'unsafe', severity: 'medium' },
  record: { what: 'an entry of the history', verdict: 'unsafe', severity: 'medium' },
  analytics: { what: 'a measurement', verdict: 'unsafe', severity: 'medium' },
  // Push services promise no delivery, with or without us: what matters is stored elsewhere.
  push: { what: 'a push notification', verdict: 'advisory', severity: 'low' },
  log: { what: 'a line of the log', verdict: 'advisory', severity: 'low' },
  cache: { what: 'a fresh entry of a cache', verdict: 'advisory', severity: 'low' },
};

const ORDER = Object.keys(LOSSES);

/** What weighs most among what can be lost, by the order of the table. */
export function worstOf(losses: readonly Loss[]): Loss | undefined {
  return [...losses].sort(byWeight)[0];
}

export function byWeight(a: Loss, b: Loss): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b);
}

export interface Starter {
  packages: readonly (string | RegExp)[];
  /** Some member on the way to the call. */
  methods: RegExp;
  loses: Loss;
}

const MONGO =
  /^(insert(One|Many)|update(One|Many)|replaceOne|delete(One|Many)|findOneAnd\w+|findByIdAnd\w+|bulkWrite)$/;

/** Only what is known to give a promise, and to change something elsewhere. */
export const STARTERS: readonly Starter[] = [
  { packages: [/prisma/], methods: /^(create\w*|update\w*|upsert|delete\w*|\$executeRaw\w*)$/, loses: 'data' },
  { packages: ['mongodb'], methods: MONGO, loses: 'data' },
  {
    packages: ['mongoose'],
    methods: new RegExp(`${MONGO.source}|^(save|create\\w*|notify\\w*|send\\w*)$`),
    loses: 'data',
  },
  { packages: ['drizzle-orm'], methods: /^(insert|update|delete|execute)$/, loses: 'data' },
  { packages: [/^@supabase\//], methods: /^(insert|update|upsert|delete|upload|rpc)$/, loses: 'data' },
  { packages: ['sequelize'], methods: /^(create|bulkCreate|update|upsert|destroy|save|increment)$/, loses: 'data' },
  { packages: ['typeorm'], methods: /^(save|insert|update|upsert|delete|softDelete)$/, loses: 'data' },
  { packages: ['knex'], methods: /^(insert|update|del|delete)$/, loses: 'data' },
  {
    packages: ['firebase-admin', '@google-cloud/firestore'],
    methods: /^(set|update|add|delete|create|setCustomUserClaims|updateUser|deleteUser)$/,
    loses: 'data',
  },
  { packages: ['firebase-admin'], methods: /^(save|upload|makePublic|makePrivate|copy|move)$/, loses: 'data' },
  {
    packages: ['firebase'],
    methods: /^(addDoc|setDoc|updateDoc|deleteDoc|runTransaction|upload(Bytes|String)|deleteObject)$/,
    loses: 'data',
  },
  { packages: ['firebase-admin'], methods: /^send(Each|Multicast|EachForMulticast|ToDevice)?$/, loses: 'push' },
  { packages: ['@google-cloud/pubsub'], methods: /^publish\w*$/, loses: 'trigger' },
  { packages: ['@google-cloud/tasks'], methods: /^createTask$/, loses: 'trigger' },
  { packages: ['@google-cloud/storage'], methods: /^(save|upload|makePublic|makePrivate|copy|move)$/, loses: 'data' },
  { packages: ['@vercel/blob'], methods: /^(put|del|copy)$/, loses: 'data' },
  {
    packages: ['redis', '@redis/client', 'ioredis', '@upstash/redis', '@vercel/kv'],
    methods: /^(set|setex|setEx|del|expire|pexpire)$/,
    loses: 'cache',
  },
  {
    packages: ['redis', '@redis/client', 'ioredis', '@upstash/redis', '@vercel/kv'],
    methods: /^([hz]?incrby|[hz]?incrBy|incr|hset|hSet|[lr]push|[lr]Push|sadd|sAdd|zadd|zAdd|xadd|xAdd)$/,
    loses: 'data',
  },
  // Whoever listens is told, and nothing is stored.
  { packages: ['redis', '@redis/client', 'ioredis', '@upstash/redis'], methods: /^s?publish$/i, loses: 'notice' },
  { packages: ['nodemailer'], methods: /^sendMail$/, loses: 'mail' },
  { packages: ['resend', 'postmark', '@sendgrid/mail'], methods: /^(send\w*|create)$/, loses: 'mail' },
  {
    packages: ['mailgun.js', 'twilio', 'messagebird'],
    methods: /^(create|send\w*)$/,
    loses: 'mail',
  },
  { packages: ['web-push'], methods: /^sendNotification$/, loses: 'push' },
  { packages: ['@slack/web-api', '@slack/webhook'], methods: /^(postMessage|send)$/, loses: 'notice' },
  { packages: ['expo-server-sdk'], methods: /^send\w*$/, loses: 'push' },
  {
    packages: ['stripe'],
    methods: /^(create|update|cancel|del|capture|confirm|pay|finalizeInvoice|refund)$/,
    loses: 'payment',
  },
  { packages: ['bullmq', 'bull'], methods: /^(add|addBulk)$/, loses: 'trigger' },
  { packages: ['inngest'], methods: /^send$/, loses: 'trigger' },
  { packages: ['@upstash/qstash'], methods: /^(publish\w*|enqueue\w*)$/, loses: 'trigger' },
  { packages: ['@trigger.dev/sdk'], methods: /^(trigger|batchTrigger)$/, loses: 'trigger' },
  { packages: ['pusher', 'ably'], methods: /^(trigger|publish)$/, loses: 'notice' },
  // What takes long to make is lost as surely as what takes long to save.
  {
    packages: ['ai', 'openai', '@anthropic-ai/sdk', '@google/generative-ai', '@google/genai'],
    methods: /^(generate\w*|stream\w*|create|parse)$/,
    loses: 'trigger',
  },
  { packages: ['posthog-node'], methods: /^(capture|captureImmediate|identify)$/, loses: 'analytics' },
  { packages: ['axios', 'got', 'ky', 'superagent'], methods: /^(post|put|patch|delete)$/, loses: 'trigger' },
];

export function isOf({ packages }: Starter, name: string): boolean {
  return packages.some((one) =>
    typeof one === 'string' ? name === one || name.startsWith(`${one}/`) : one.test(name),
  );
}

/** Commands of the AWS SDK, by what they begin with; those that only read are in none. */
export const COMMANDS: readonly (readonly [RegExp, Loss])[] = [
  [/^Send(Email|RawEmail|TemplatedEmail|BulkEmail)/, 'mail'],
  [/^PutMetricData/, 'analytics'],
  [/^PutLogEvents/, 'log'],
  [/^(SendMessage|Publish|PutEvents|PutRecord|Invoke|StartExecution)/, 'trigger'],
  [/^(Put|Update|Delete|BatchWrite|TransactWrite|Copy|Admin)/, 'data'],
];

/** Fields that only say when somebody was last seen, and how often. */
export const BOOKKEEPING =
  /^(last_?(login|seen|active|activity|used|access(ed)?|visit(ed)?|signin|sign_?in)|(usage|use|access|view|visit|hit|click|login)s?_?count|updated_?at$)/i;

/** On the way to a call, these collect what is done later, in one go. */
export const BATCHES = /^(multi|pipeline|batch|bulk|transaction|\$transaction|Schema|initialize\w+BulkOp)$/;

/** Links of a chain of promises. */
export const CHAINS = /^(then|catch|finally)$/;

/** These give up what was begun before. */
export const ENDERS = /^(abort|cancel|close|destroy)$/;

/** What names say about what is lost, weighed by nobody but the first that fits. */
export const LOSS_WORDS: readonly (readonly [RegExp, Loss])[] = [
  [/^(audits?|activity|activities|history)$/, 'record'],
  [
    /^(analytics?|track\w*|views?|pageviews?|visits?|metrics?|usage|stats?|telemetry|counts?|counter|impressions?|clicks?|hits?|miss(es)?|seen|capture|posthog|mixpanel|plausible|umami|amplitude)$/,
    'analytics',
  ],
  [/^(logs?|logger|logging|trace|debug)$/, 'log'],
  [/^(caches?|cached|warm\w*|prefetch|revalidate|invalidate)$/, 'cache'],
  [
    /^(e?mails?|sms|otp|invitations?|invite|welcome|newsletter|resend|sendgrid|postmark|mailgun|twilio|whatsapp)$/,
    'mail',
  ],
  [/^(push|fcm|apns)$/, 'push'],
  [/^(notif\w*|slack|discord|telegram|webhooks?|alerts?)$/, 'notice'],
];

/** Verbs that a name begins with: what it does in the end is the work of somebody else, whatever it writes down on the way. */
export const SETS_OFF = /^(dispatch|enqueue|trigger|publish|emit|schedule|process|run|execute|start|invoke)$/;

/** Directories and files that only measure. */
export const MEASURES = /^(analytics|metrics|telemetry|tracking)$/;
