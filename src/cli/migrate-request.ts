/** What `coldstate migrate` is asked for, and how the words of its command line are read. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from './failure.js';
import type { Host } from './host.js';
import { nearest, unknownName } from '../model/nearest.js';
import { ROLES, type Role } from '../model/words.js';
import type { CodeSource } from '../migrate/code.js';
import type { Destination, MigrationPlan } from '../migrate/types.js';

export const VERBS = ['plan', 'diff', 'apply', 'verify', 'undo'] as const;
export type Verb = (typeof VERBS)[number];

export const DESTINATIONS = ['redis', 'dynamodb'] as const satisfies readonly Destination[];

export const ADAPTERS_PLACES = ['package', 'inline'] as const;
export type AdaptersPlace = (typeof ADAPTERS_PLACES)[number];

/** Which stores, and under which conditions. */
export interface PlanOptions {
  readonly to: Destination;
  /** Ids or symbols of findings; with `roles` and without `all`, nothing else is migrated. */
  readonly stores: readonly string[];
  readonly roles: readonly Role[];
  readonly all: boolean;
  /** Redis may keep what should survive it: entities, user data, authentication. */
  readonly acceptVolatile: boolean;
  /** By store: how long an entry lives, as `7d`. */
  readonly ttl: ReadonlyMap<string, string>;
  readonly config?: string | false;
  /** Told what is going on. */
  readonly onStep?: (what: string) => void;
  /** The sources to plan for, open already: what is read for the plan serves its checks, too. */
  readonly source?: CodeSource;
}

export type Planner = (root: string, options: PlanOptions) => Promise<MigrationPlan>;

export interface MigrateRequest extends Omit<PlanOptions, 'to' | 'config' | 'onStep' | 'source'> {
  readonly verb: Verb;
  readonly root: string;
  /** The directory as the user wrote it. */
  readonly directory: string;
  readonly to: Destination | undefined;
  readonly config: string | false | undefined;
  /** The configuration as the user wrote it. */
  readonly configGiven: string | false | undefined;
  readonly allowDirty: boolean;
  readonly install: boolean;
  readonly adaptersSpec: string | undefined;
  /** `inline`: files of the project in place of a package. */
  readonly adapters: AdaptersPlace;
  readonly testCommand: string | undefined;
  readonly against: string | undefined;
  readonly mark: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  readonly colour: boolean | undefined;
}

/** `coldstate migrate services/api` plans that directory. */
export function verbAndDirectory(
  first: string | undefined,
  second: string | undefined,
  { cwd }: Pick<Host, 'cwd'>,
): { verb: Verb; directory: string } {
  const verb = VERBS.find((known) => known === first);
  if (verb !== undefined) return { verb, directory: second ?? '.' };
  if (first === undefined) return { verb: 'plan', directory: '.' };
  const isThere = statSync(resolve(cwd, first), { throwIfNoEntry: false }) !== undefined;
  if (!isThere && (second !== undefined || nearest(first, VERBS) !== undefined))
    throw new UsageError(unknownName('verb', first, VERBS));
  if (second !== undefined) throw new UsageError(`one directory at a time: ${first} or ${second}.`);
  return { verb: 'plan', directory: first };
}

export function parseDestination(value: string): Destination {
  const to = DESTINATIONS.find((known) => known === value);
  if (to === undefined) throw new UsageError(`--to: ${unknownName('backend', value, DESTINATIONS)}`);
  return to;
}

export function parseAdapters(value: string): AdaptersPlace {
  const place = ADAPTERS_PLACES.find((known) => known === value);
  if (place === undefined) throw new UsageError(`--adapters: ${unknownName('place', value, ADAPTERS_PLACES)}`);
  return place;
}

export function parseRole(value: string, previous: readonly Role[] = []): Role[] {
  const role = ROLES.find((known) => known === value);
  if (role === undefined) throw new UsageError(`--role: ${unknownName('role', value, ROLES)}`);
  return [...previous, role];
}

/** `STORE=7d`. */
export function parseTtl(value: string, previous: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const { store, time } = /^(?<store>.+)=(?<time>0*[1-9]\d*(?:ms|s|m|h|d|w))$/.exec(value)?.groups ?? {};
  if (store === undefined || time === undefined)
    throw new UsageError(`--ttl ${value}: write it as STORE=7d, with one of ms, s, m, h, d, w.`);
  return new Map([...previous, [store, time]]);
}

/** What was asked for is repeated in the commands that a text proposes, as far as their verb heeds it. */
export function optionsToRepeat(request: MigrateRequest, verb: string): string[] {
  if (verb === 'undo') return [];
  const tests = testOptions(request);
  if (verb === 'verify') return tests;
  return [...planOptions(request), ...(verb === 'apply' ? [...applyOptions(request), ...tests] : [])];
}

const testOptions = ({ testCommand, against }: MigrateRequest): string[] => [
  ...(testCommand === undefined ? [] : ['--test-command', testCommand]),
  ...(against === undefined ? [] : ['--against', against]),
];

const applyOptions = ({ allowDirty, install, adaptersSpec }: MigrateRequest): string[] => [
  ...(allowDirty ? ['--allow-dirty'] : []),
  ...(install ? ['--install'] : []),
  ...(adaptersSpec === undefined ? [] : ['--adapters-spec', adaptersSpec]),
];

function planOptions(request: MigrateRequest): string[] {
  const { to, stores, roles, all, acceptVolatile, ttl, adapters, configGiven } = request;
  return [
    ...(to === undefined ? [] : ['--to', to]),
    ...stores.flatMap((store) => ['--store', store]),
    ...roles.flatMap((role) => ['--role', role]),
    ...(all ? ['--all'] : []),
    ...(acceptVolatile ? ['--accept-volatile'] : []),
    ...[...ttl].flatMap(([store, time]) => ['--ttl', `${store}=${time}`]),
    ...(adapters === 'inline' ? ['--adapters', adapters] : []),
    ...(configGiven === undefined ? [] : configGiven === false ? ['--no-config'] : ['-c', configGiven]),
  ];
}

/** Loaded when a plan is made: the engine brings a compiler. */
export async function loadPlanner(): Promise<Planner> {
  const { planMigration } = await import('../migrate/index.js');
  return (root, { stores, roles, to, all, ttl, acceptVolatile, config, source, onStep }) =>
    planMigration(root, {
      ...{ to, all, ttl, acceptVolatile },
      ...(config === undefined ? {} : { config }),
      ...(source === undefined ? {} : { source }),
      ...(onStep === undefined ? {} : { onStep }),
      ...(stores.length === 0 ? {} : { stores }),
      ...(roles.length === 0 ? {} : { roles }),
    });
}
