/** What environment variables say. Read when the first operation runs, never at import: bundlers and tests set them late. */
import { ConfigError } from './errors.js';
import type { Settings } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export function environment(): Environment {
  // On the edge there may be no process.
  return (globalThis as { process?: { env?: Environment } }).process?.env ?? {};
}

export const DEFAULT_TIMEOUT_MS = 1000;
export const DEFAULT_NAMESPACE = 'app';

const LONGEST_TIMER = 2 ** 31 - 1;

/** Settings with everything decided that has a default. */
export interface Decided extends Settings {
  readonly namespace: string;
  readonly timeoutMs: number;
  readonly urlOf: (role: string | undefined) => string;
}

export function decide(given: Settings, env: Environment): Decided {
  const timeoutMs = given.timeoutMs ?? numberIn(env, 'COLDSTATE_TIMEOUT_MS') ?? DEFAULT_TIMEOUT_MS;
  if (!(Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= LONGEST_TIMER)) {
    throw new ConfigError(`timeoutMs is an integer of milliseconds from 1 to ${LONGEST_TIMER}, not ${timeoutMs}.`);
  }
  const allowMemory = given.allowMemory ?? isYes(env.COLDSTATE_ALLOW_MEMORY);
  // What the environment says of a mirror belongs to the backend that the environment names.
  const mirrorUrl = named(given.mirrorUrl) ?? (given.url === undefined ? named(env.COLDSTATE_MIRROR_URL) : undefined);
  if (mirrorUrl !== undefined && isMemory(mirrorUrl) && !allowMemory) refuseMemoryInProduction(env, mirrorUrl);
  const urlOf = (role: string | undefined) => {
    const url = urlFor(role, given, env);
    if (isMemory(url) && !allowMemory) refuseMemoryInProduction(env, url);
    return url ?? 'memory:';
  };
  return {
    ...given,
    timeoutMs,
    urlOf,
    namespace: namespaceOf(given, env),
    ...(mirrorUrl === undefined ? {} : { mirrorUrl }),
  };
}

/** Code wins over the environment, and a role over what holds for all. */
function urlFor(role: string | undefined, given: Settings, env: Environment): string | undefined {
  const ofRole =
    role === undefined ? undefined : named(env[`COLDSTATE_URL_${role.toUpperCase().replaceAll('-', '_')}`]);
  const inCode = (role === undefined ? undefined : named(given.urls?.[role])) ?? named(given.url);
  // The application's own client needs no URL: where it leads is its own affair.
  const ofClient = given.redis === undefined ? undefined : 'redis:';
  return inCode ?? ofClient ?? ofRole ?? named(env.COLDSTATE_URL) ?? named(env.REDIS_URL);
}

/** A variable that is set to nothing is not set. */
function named(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function isMemory(url: string | undefined): boolean {
  return url === undefined || /^memory:/i.test(url);
}

/** Variables that only a place which starts and ends instances as it likes sets. */
const FUNCTION_PLATFORMS: Readonly<Record<string, string>> = {
  AWS_LAMBDA_FUNCTION_NAME: 'AWS Lambda',
  VERCEL: 'Vercel',
  NETLIFY: 'Netlify',
  K_SERVICE: 'Cloud Run or Cloud Functions',
  FUNCTION_TARGET: 'Cloud Functions',
  WEBSITE_INSTANCE_ID: 'Azure Functions',
  DENO_DEPLOYMENT_ID: 'Deno Deploy',
};

function isCloudflare(): boolean {
  return (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent === 'Cloudflare-Workers';
}

/** Itself, and not a runtime that goes by its name where programs expect it. */
export function isNode(): boolean {
  const { process: host } = globalThis as { process?: { release?: { name?: string } } };
  return host?.release?.name === 'node' && !isCloudflare();
}

function placeThatForgets(env: Environment): string | undefined {
  const variable = Object.keys(FUNCTION_PLATFORMS).find((name) => env[name]);
  if (variable !== undefined) return `this runs on ${FUNCTION_PLATFORMS[variable]} (${variable} is set)`;
  // Which sets no variables at all.
  if (isCloudflare()) return 'this runs on Cloudflare Workers';
  return env.NODE_ENV === 'production' ? 'NODE_ENV is "production"' : undefined;
}

function refuseMemoryInProduction(env: Environment, url: string | undefined): void {
  const where = placeThatForgets(env);
  if (where === undefined) return;
  throw new ConfigError(
    `${url === undefined ? 'COLDSTATE_URL is not set' : `The URL is "${url}"`} and ${where}: memory is lost with each instance and shared by none. ` +
      'Set COLDSTATE_URL to redis://…, https://… or dynamodb://TABLE?region=…, or COLDSTATE_ALLOW_MEMORY=1 if losing this state is acceptable.',
  );
}

function namespaceOf(given: Settings, env: Environment): string {
  const namespace = given.namespace ?? named(env.COLDSTATE_NAMESPACE);
  if (namespace !== undefined) return namespace;
  if (env.VERCEL_ENV === 'preview' || env.CONTEXT === 'deploy-preview') {
    throw new ConfigError(
      'This is a preview deployment without a namespace: it would read and change the data of production. Set COLDSTATE_NAMESPACE for previews, for example to the branch name.',
    );
  }
  return DEFAULT_NAMESPACE;
}

function numberIn(env: Environment, name: string): number | undefined {
  const text = named(env[name]);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) throw new ConfigError(`${name} is a number of milliseconds, not "${text}".`);
  return number;
}

function isYes(text: string | undefined): boolean {
  return text === '1' || text === 'true';
}
