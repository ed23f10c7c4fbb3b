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

/** Settings with everything decided that has a default. */
export interface Decided extends Settings {
  readonly namespace: string;
  readonly timeoutMs: number;
  readonly urlOf: (role: string | undefined) => string;
}

export function decide(given: Settings, env: Environment): Decided {
  const timeoutMs = given.timeoutMs ?? numberIn(env, 'COLDSTATE_TIMEOUT_MS') ?? DEFAULT_TIMEOUT_MS;
  if (!(Number.isInteger(timeoutMs) && timeoutMs >= 1)) {
    throw new ConfigError(`timeoutMs is an integer of milliseconds from 1, not ${timeoutMs}.`);
  }
  const allowMemory = given.allowMemory ?? isYes(env.COLDSTATE_ALLOW_MEMORY);
  const mirrorUrl = given.mirrorUrl ?? env.COLDSTATE_MIRROR_URL;
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

function urlFor(role: string | undefined, given: Settings, env: Environment): string | undefined {
  const ofRole =
    role === undefined
      ? undefined
      : (given.urls?.[role] ?? env[`COLDSTATE_URL_${role.toUpperCase().replaceAll('-', '_')}`]);
  const url = ofRole ?? given.url ?? env.COLDSTATE_URL;
  if (url !== undefined && url !== '') return url;
  // The application's own client needs no URL: where it leads is its own affair.
  if (given.redis !== undefined) return 'redis:';
  return env.REDIS_URL === '' ? undefined : env.REDIS_URL;
}

function isMemory(url: string | undefined): boolean {
  return url === undefined || url.startsWith('memory:');
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

function refuseMemoryInProduction(env: Environment, url: string | undefined): void {
  const variable = Object.keys(FUNCTION_PLATFORMS).find((name) => env[name]);
  if (variable === undefined && env.NODE_ENV !== 'production') return;
  const where =
    variable === undefined
      ? 'NODE_ENV is "production"'
      : `this runs on ${FUNCTION_PLATFORMS[variable]} (${variable} is set)`;
  throw new ConfigError(
    `${url === undefined ? 'COLDSTATE_URL is not set' : `The URL is "${url}"`} and ${where}: memory is lost with each instance and shared by none. ` +
      'Set COLDSTATE_URL to redis://…, https://… or dynamodb://TABLE?region=…, or COLDSTATE_ALLOW_MEMORY=1 if losing this state is acceptable.',
  );
}

function namespaceOf(given: Settings, env: Environment): string {
  const namespace = given.namespace ?? env.COLDSTATE_NAMESPACE;
  if (namespace !== undefined && namespace !== '') return namespace;
  if (env.VERCEL_ENV === 'preview' || env.CONTEXT === 'deploy-preview') {
    throw new ConfigError(
      'This is a preview deployment without a namespace: it would read and change the data of production. Set COLDSTATE_NAMESPACE for previews, for example to the branch name.',
    );
  }
  return DEFAULT_NAMESPACE;
}

function numberIn(env: Environment, name: string): number | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) throw new ConfigError(`${name} is a number of milliseconds, not "${text}".`);
  return number;
}

function isYes(text: string | undefined): boolean {
  return text === '1' || text === 'true';
}
