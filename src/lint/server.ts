import { isBuiltin } from 'node:module';
import { platforms } from '../platforms/index.js';
import type { Package } from '../model/project.js';

/** What makes a file look as if a server ran it, before anybody reads more of it than its words. */

/** Packages that only servers have a use for. */
const OF_SERVERS: readonly RegExp[] = [
  /^@(?:aws-sdk|aws-lambda-powertools|middy|google-cloud|nestjs|fastify|hapi|prisma|libsql|neondatabase|vercel|upstash)\//,
  /^(?:aws-sdk|aws-lambda|@types\/aws-lambda|@azure\/functions|firebase-(?:admin|functions))(?:\/|$)/,
  /^(?:express|fastify|koa|hono|connect|polka|restify|@hono\/node-server|@koa\/router|apollo-server)(?:[-/]|$)/,
  /^(?:next\/(?:server|headers|cache)|server-only|@remix-run\/node|@sveltejs\/kit|h3|nitropack)(?:\/|$)/,
  /^(?:pg|mysql2?|mongodb|mongoose|ioredis|redis|knex|sequelize|typeorm|drizzle-orm|better-sqlite3)(?:\/|$)/,
  /^(?:bcrypt|bcryptjs|argon2|jsonwebtoken|nodemailer|passport|ws|socket\.io|kafkajs|amqplib|bull|bullmq|stripe)(?:\/|$)/,
];
const OF_BROWSERS = /^(?:react(?:-dom|-native)?|vue|svelte|preact|solid-js|@angular\/core|lit|jquery|electron)$/;

/** Packages in which code registers what a platform calls. */
const REGISTRARS: ReadonlySet<string> = new Set(
  platforms.flatMap(({ registers = [] }) => registers.flatMap(({ packages }) => packages)),
);

const isOfServers = (name: string): boolean => REGISTRARS.has(name) || OF_SERVERS.some((pattern) => pattern.test(name));

export const importsOfServer = (sources: readonly string[]): boolean =>
  sources.some((source) => isBuiltin(source) || isOfServers(source));

export function isServerPackage({ dependencies }: Package): boolean {
  const names = Object.keys(dependencies);
  return names.some(isOfServers) && !names.some((name) => OF_BROWSERS.test(name));
}

const SPECIFIER = /\b(?:from|import|require)\s*(?:\(\s*)?['"]([^'"\n]+)['"]/g;
/** Directories and names that frameworks and platforms look for. */
const PLACES =
  /(?:^|[/.])(?:api|app|pages|routes|server|functions|edge-functions|netlify|supabase|middleware|proxy|lambdas?|handlers?|workers?|hooks)[/.]|Handler\.[cm]?[jt]sx?$|(?:^|\/)\+/;
const ENTERED =
  /['"]use server['"]|\bexports\b|\b(?:Deno|Bun)\.serve\b|\bexport\s+default\s*(?:\{|\w+\()|\bexport\s[^;=({]*\b(?:handler|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|loader|action|actions|load|fetch|scheduled|onRequest\w*)\b/;
/** What begins with `use client` needs no look at where it lies. */
export const isOfPage = (text: string): boolean => OF_PAGES.test(text);
/** Each comment ends where it must, so that a text with many of them is read once, whatever follows. */
const OF_PAGES = /^(?:\s|\/\/[^\n]*\n|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*['"]use client['"]/;

/** Whether a server may run a text; `path` is relative to where the linter runs. What it says no to needs no further look. */
export function mayBeOfServer(path: string, text: string, ownPackage: () => Package): boolean {
  if (PLACES.test(path) || ENTERED.test(text)) return true;
  return (
    importsOfServer([...text.matchAll(SPECIFIER)].flatMap(([, source]) => source ?? [])) ||
    isServerPackage(ownPackage())
  );
}
