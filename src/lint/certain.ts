import { isBuiltin } from 'node:module';
import { libraries } from '../libraries/index.js';
import type { ModuleFacts } from '../model/facts.js';
import type { PlatformKind } from '../model/project.js';
import type { Finding, Report } from '../model/report.js';
import type { Form, Role } from '../model/words.js';
import { evidenceIn } from '../platforms/container.js';
import { platforms } from '../platforms/index.js';
import type { OpenedFile } from '../workspace/index.js';

/** Which findings of one file hold, whatever the other files say. */

export function certainIn(report: Report, facts: ModuleFacts, opened: OpenedFile): Finding[] {
  if (mayRunForMonths(report, opened)) return [];
  const isServer = looksLikeServer(facts, opened);
  return report.findings.filter((finding) => isCertain(finding, isServer));
}

function isCertain(finding: Finding, isServer: boolean): boolean {
  const { reached, verdict, role, form } = finding;
  if (isMadeElsewhere(finding)) return false;
  if (reached === 'yes') return true;
  return reached === 'unknown' && isServer && verdict === 'unsafe' && TELLING.has(role) && !BY_CALLERS.has(form);
}

/** Roles of what nobody keeps but for requests, so that somebody must call what is exported for one. */
const TELLING: ReadonlySet<Role> = new Set([
  ...(['session', 'auth', 'user-data', 'rate-limit', 'security', 'lock', 'queue', 'id-sequence'] as const),
]);

/** Variables of a function live as long as whoever calls it wants. */
const BY_CALLERS: ReadonlySet<Form> = new Set(['closure']);

/** Where it is kept, or who declares it, another file may say: a storage is mounted, a property of `globalThis` has no owner. */
function isMadeElsewhere({ form, symbol, accesses }: Finding): boolean {
  if (form === 'global') return !accesses.some(({ operation }) => operation === 'assign');
  return form === 'library' && MOUNTED.some((name) => symbol.startsWith(`${name}(`));
}

const MOUNTED = libraries
  .flatMap(({ stores }) => stores)
  .filter(({ mount }) => mount !== undefined)
  .flatMap((store) => store.exports);

const ON_INSTANCES: ReadonlySet<PlatformKind> = new Set(['functions', 'framework', 'host']);

/** Whether what starts the server is in another file, and what it is started with runs for months: such servers are counted, not listed. */
function mayRunForMonths({ platforms: detected }: Report, { workspace }: OpenedFile): boolean {
  const names = new Set(detected.map(({ name }) => name));
  const isOnInstances = platforms.some(({ name, kind }) => names.has(name) && ON_INSTANCES.has(kind));
  return !isOnInstances && evidenceIn(workspace.configs, (path) => workspace.read(path)).length > 0;
}

/** Packages that only servers have a use for. */
const OF_SERVERS: readonly RegExp[] = [
  /^@(?:aws-sdk|aws-lambda-powertools|middy|google-cloud|nestjs|fastify|hapi|prisma|libsql|neondatabase|vercel|upstash)\//,
  /^(?:aws-sdk|aws-lambda|@types\/aws-lambda|@azure\/functions|firebase-(?:admin|functions))(?:\/|$)/,
  /^(?:express|fastify|koa|hono|connect|polka|restify|@hono\/node-server|@koa\/router|apollo-server)(?:[-/]|$)/,
  /^(?:next\/(?:server|headers|cache)|server-only|@remix-run\/node|@sveltejs\/kit|h3|nitropack)(?:\/|$)/,
  /^(?:pg|mysql2?|mongodb|mongoose|ioredis|redis|knex|sequelize|typeorm|drizzle-orm|better-sqlite3)(?:\/|$)/,
  /^(?:bcrypt|bcryptjs|argon2|jsonwebtoken|nodemailer|passport|ws|socket\.io|kafkajs|amqplib|bull|bullmq|stripe)(?:\/|$)/,
];
const isOfServers = (name: string): boolean => OF_SERVERS.some((pattern) => pattern.test(name));
const OF_BROWSERS = /^(?:react(?:-dom|-native)?|vue|svelte|preact|solid-js|@angular\/core|lit|jquery|electron)$/;

function looksLikeServer({ imports }: ModuleFacts, { packageOf, file }: OpenedFile): boolean {
  if (imports.some(({ source }) => isBuiltin(source) || isOfServers(source))) return true;
  const names = Object.keys(packageOf(file).dependencies);
  return names.some(isOfServers) && !names.some((name) => OF_BROWSERS.test(name));
}
