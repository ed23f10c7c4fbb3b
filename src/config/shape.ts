/** What a configuration may hold, as data: the check of a file and the JSON schema for editors are both read from it. */
import { platforms } from '../platforms/index.js';
import { GATES, ROLES, SEVERITIES } from '../model/words.js';
import type { Config, StoreConfig } from './types.js';

interface Described {
  /** For people, in editors and failure messages. */
  says: string;
}

export type Shape = Described &
  (
    | { kind: 'text' }
    /** One of a list of words; `what` they are. */
    | { kind: 'name'; what: string; names: readonly string[] }
    | { kind: 'list'; of: Shape }
    /** Any keys, each with a value of one shape. */
    | { kind: 'record'; of: Shape }
    /** Known keys, at least one of them where it would say nothing otherwise. */
    | { kind: 'object'; keys: Readonly<Record<string, Shape>>; needsOne?: true }
    | { kind: 'either'; of: readonly Shape[] }
  );

const PLATFORM: Shape = {
  kind: 'name',
  what: 'platform',
  names: platforms.map(({ name }) => name),
  says: 'the name of a platform, such as "lambda"',
};

const STORE = {
  role: { kind: 'name', what: 'role', names: ROLES, says: 'what the store is for, such as "cache"' },
  severity: { kind: 'name', what: 'severity', names: SEVERITIES, says: 'how much it matters, whatever its role says' },
  accept: { kind: 'text', says: 'a reason why it may stay as it is' },
} satisfies Record<keyof StoreConfig, Shape>;

const KEYS = {
  $schema: { kind: 'text', says: 'the address of the JSON schema' },
  entries: {
    kind: 'list',
    of: { kind: 'text', says: 'a path or pattern, such as "src/jobs/*.ts" or "src/workers/mail.ts#handle"' },
    says: 'a list of entry points that no platform declares, such as ["src/workers/mail.ts#handle"]',
  },
  ignore: {
    kind: 'list',
    of: { kind: 'text', says: 'a pattern as in .gitignore, such as "scripts/"' },
    says: 'a list of patterns of files to leave out, such as ["scripts/"]',
  },
  platform: {
    kind: 'either',
    of: [PLATFORM, { kind: 'record', of: PLATFORM, says: 'an object such as { "apps/api": "lambda" }' }],
    says: 'the name of a platform, or an object that gives one for each directory',
  },
  stores: {
    kind: 'record',
    of: {
      kind: 'object',
      keys: STORE,
      needsOne: true,
      says: 'an object with role, severity or accept',
    },
    says: 'an object such as { "src/lib/limiter.ts#windows": { accept: "a reason" } }',
  },
  failOn: { kind: 'name', what: 'severity', names: GATES, says: 'the mildest severity that fails a run' },
} satisfies Record<keyof Config, Shape>;

export const CONFIG = {
  kind: 'object',
  keys: KEYS,
  says: 'an object with entries, ignore, platform, stores or failOn',
} as const satisfies Shape;
