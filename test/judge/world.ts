/** A small project on disk, audited once: the least that a case has to write down. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { audit } from '../../src/index.js';
import type { Cleared, Finding, Report } from '../../src/model/report.js';
import type { Effect, Role, RuleId, Severity, Verdict } from '../../src/model/words.js';

export type Files = Readonly<Record<string, string>>;

/** What makes a project one of a platform, beside its sources. */
const PLATFORMS = {
  lambda: { dev: ['@types/aws-lambda'] },
  next: { needs: ['next', 'react'] },
  express: { needs: ['express'] },
  fastify: { needs: ['fastify'] },
  hono: { needs: ['hono'] },
  koa: { needs: ['koa'] },
  nest: { needs: ['@nestjs/core', '@nestjs/common', '@nestjs/platform-express'] },
  vercel: { files: { 'vercel.json': '{ "rewrites": [] }' } },
  netlify: { files: { 'netlify.toml': '[functions]\n  directory = "netlify/functions"\n' } },
  workers: { files: { 'wrangler.toml': 'name = "edge"\nmain = "src/index.ts"\ncompatibility_date = "2025-01-01"\n' } },
  sveltekit: {
    needs: ['@sveltejs/kit', 'svelte', '@sveltejs/adapter-vercel'],
    files: {
      'svelte.config.js':
        "import adapter from '@sveltejs/adapter-vercel';\nexport default { kit: { adapter: adapter() } };\n",
    },
  },
  nuxt: { needs: ['nuxt', 'vue'], files: { 'nuxt.config.ts': 'export default defineNuxtConfig({ ssr: true });\n' } },
  firebase: {
    needs: ['firebase-functions', 'firebase-admin'],
    files: { 'firebase.json': '{ "functions": { "source": "." } }' },
  },
  sockets: { needs: ['socket.io'] },
  none: {},
} as const satisfies Record<string, { needs?: readonly string[]; dev?: readonly string[]; files?: Files }>;

export type PlatformName = keyof typeof PLATFORMS;

export interface World {
  platform: PlatformName;
  files: Files;
}

/** A finding or a cleared store, as far as cases look at it. */
export interface Judged {
  symbol: string;
  file: string;
  line: number;
  verdict: Verdict;
  role: Role;
  severity: Severity | 'none';
  rule?: RuleId;
  effects: readonly Effect[];
  companions: readonly string[];
  /** `file:line` of everything that it points at. */
  places: readonly string[];
  /** How the engine came to it, for whoever reads a failure. */
  because: string;
}

const SOURCE = /\.[cm]?[jt]sx?$|\.(?:svelte|vue|astro)$/;
const IMPORT = /(?:\bfrom|\bimport|\brequire\()\s*\(?\s*['"]([^'"]+)['"]/g;

/** `@scope/name/sub` → `@scope/name`; nothing for relative paths, aliases and what Node brings along. */
function packageOf(specifier: string): string | undefined {
  if (/^(?:[./~#$]|@\/|node:|cloudflare:|virtual:)/.test(specifier)) return undefined;
  const [name] = /^(?:@[^/]+\/)?[^/]+/.exec(specifier) ?? [];
  return name && !/^(?:fs|path|os|crypto|events|http|https|stream|util|async_hooks|worker_threads)$/.test(name)
    ? name
    : undefined;
}

/** The project's files: those of the case, and what its platform and its imports need beside them. */
export function projectOf({ platform, files }: World): Files {
  const shape: { needs?: readonly string[]; dev?: readonly string[]; files?: Files } = PLATFORMS[platform];
  const imported = Object.entries(files)
    .filter(([path]) => SOURCE.test(path))
    .flatMap(([, text]) => [...text.matchAll(IMPORT)].flatMap(([, specifier = '']) => packageOf(specifier) ?? []));
  const any = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries([...new Set(names)].sort().map((name) => [name, '*']));
  const manifest = {
    name: 'shop',
    private: true,
    dependencies: any([...(shape.needs ?? []), ...imported]),
    devDependencies: any(shape.dev ?? []),
  };
  return { 'package.json': JSON.stringify(manifest, null, 2), ...shape.files, ...files };
}

const reports = new Map<string, Promise<Report>>();

/** The report of a project that exists for this moment only; equal worlds are audited once. */
export function reportOf(world: World): Promise<Report> {
  const files = projectOf(world);
  const key = JSON.stringify(files);
  const known = reports.get(key) ?? auditOf(files);
  reports.set(key, known);
  return known;
}

async function auditOf(files: Files): Promise<Report> {
  const root = mkdtempSync(join(tmpdir(), 'coldstate-world-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return (await audit(root)).report;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export async function judgedIn(world: World): Promise<Judged[]> {
  const { findings, cleared } = await reportOf(world);
  return [...findings.map(ofFinding), ...cleared.map(ofCleared)];
}

function ofFinding(finding: Finding): Judged {
  const { symbol, file, line, verdict, role, severity, rule, effects, companions, trail, accesses } = finding;
  return {
    ...{ symbol, file, line, verdict, role, severity, rule, effects },
    companions: companions.map((companion) => companion.symbol),
    places: [finding, ...trail, ...accesses, ...companions].map((place) => `${place.file}:${place.line}`),
    because: becauseOf(finding),
  };
}

function ofCleared(cleared: Cleared): Judged {
  const { symbol, file, line, role } = cleared;
  return {
    ...{ symbol, file, line, role, verdict: 'safe', severity: 'none' },
    ...{ effects: [], companions: [], places: [`${file}:${line}`] },
    because: `${cleared.reason} ${becauseOf(cleared)}`,
  };
}

function becauseOf({ decision }: Finding | Cleared): string {
  return decision
    .map(({ question, answer, evidence }) => [question, answer, ...evidence.map((one) => `(${one})`)].join(' '))
    .join('\n    ');
}

export const isLoud = ({ verdict, severity }: Judged): boolean => verdict === 'unsafe' && severity !== 'low';
