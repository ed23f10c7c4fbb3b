/** Where a store's code runs has to reach Redis or DynamoDB: not every runtime opens connections. */
import { ts } from 'ts-morph';
import { placeOf, type Code } from '../code.js';
import { construction } from '../declare.js';
import type { ReportedEntryPoint } from '../../model/report.js';
import { styleOf } from '../style.js';
import type { Target } from '../targets.js';
import type { AdapterChoice, RefusalCode } from '../types.js';
import { reaches } from './imports.js';
import { refusalAt, type Guard, type World } from './types.js';

interface Runtime {
  readonly code: RefusalCode;
  readonly holds: (entry: ReportedEntryPoint, world: World) => boolean;
  readonly why: string;
  readonly advice: string;
  /** What answers over HTTP can be reached from there. */
  readonly isOverHttp?: boolean;
}

type Said = Omit<Runtime, 'holds'>;

const WORKERS: Said = {
  code: 'RUNTIME_UNSUPPORTED',
  why: 'runs on Cloudflare Workers, where neither Redis nor DynamoDB is reached by TCP',
  advice:
    'Reach Redis over HTTP, as below; or keep it in a Durable Object, which is one instance for each key, or in KV where stale reads do no harm.',
  isOverHttp: true,
};
const DENO: Said = {
  code: 'RUNTIME_UNSUPPORTED',
  why: 'runs on Deno, for which the adapters are not made',
  advice: 'Keep it in Deno KV, or in a database that the platform offers.',
};
const EDGE: Said = {
  code: 'EDGE_RUNTIME',
  why: 'runs on the edge, where no TCP connection can be opened',
  advice: 'Let it run on Node.js, move what needs the store into a route that does, or reach Redis over HTTP.',
  isOverHttp: true,
};

/** Packages that build an application for Workers, whatever its framework is. */
const WORKERS_ADAPTERS =
  /"(?:@astrojs\/cloudflare|@sveltejs\/adapter-cloudflare(?:-workers)?|@opennextjs\/cloudflare|@cloudflare\/next-on-pages|@remix-run\/cloudflare)"\s*:/;

const RUNTIMES: readonly Runtime[] = [
  { ...WORKERS, holds: ({ platform }) => platform.startsWith('cloudflare') },
  { ...WORKERS, holds: (_, { source }) => WORKERS_ADAPTERS.test(source.read('package.json') ?? '') },
  { ...DENO, holds: ({ platform }) => platform === 'deno-deploy' || platform === 'supabase' },
  { ...EDGE, holds: ({ platform, unit }) => platform === 'netlify' && unit === 'edge-functions' },
  { ...EDGE, holds: (entry, world) => isEdgeFile(entry, world) },
];

export const runtimes: Guard = ({ target, choice, ...world }) => {
  const { finding, declaration } = target;
  const home = world.code.nameOf(declaration.getSourceFile());
  const isMeant = ({ unit, file }: ReportedEntryPoint): boolean =>
    finding.units.length > 0 ? finding.units.includes(unit) : reaches(world.imports, file, home);
  return world.reported.entryPoints.filter(isMeant).flatMap((entry) => {
    const runtime = RUNTIMES.find(({ holds }) => holds(entry, world));
    if (runtime === undefined) return [];
    const place = placeOfEntry(world.code, entry);
    const why = `\`${entry.name}\` in ${entry.file} ${runtime.why}`;
    const replacement = runtime.isOverHttp && choice ? overHttp(target, choice) : undefined;
    return [refusalAt(target.store, place, runtime.code, why, runtime.advice, replacement)];
  });
};

/** With `COLDSTATE_URL` of a Redis that answers over HTTP, as Upstash's do. */
function overHttp({ name, declaration }: Target, choice: AdapterChoice): string {
  const file = declaration.getSourceFile();
  const { quote, semicolon, newline } = styleOf(file);
  const from = `${quote}@coldstate/adapters/upstash${quote}${semicolon}`;
  const declares = ts.isVariableDeclaration(declaration) ? `const ${name.getText()}` : name.getText();
  return [
    `import { ${choice.constructor} } from ${from}`,
    '',
    `${declares} = ${construction(file, choice)}${semicolon}`,
  ].join(newline);
}

const placeOfEntry = (code: Code, { file, line }: ReportedEntryPoint) => {
  const source = code.file(file);
  if (source === undefined) return { file, line, column: 1 };
  const start = source.getLineStarts()[line - 1] ?? 0;
  const indent = /^\s*/.exec(source.text.slice(start))?.[0].length ?? 0;
  return placeOf(code, source, start + indent);
};

/** Next.js and Vercel: a file says so itself; middleware runs on the edge unless it says otherwise. */
function isEdgeFile({ file, platform, kind }: ReportedEntryPoint, { code }: World): boolean {
  if (platform !== 'nextjs' && platform !== 'vercel') return false;
  const source = code.file(file);
  const said = source && saidRuntime(source);
  if (said !== undefined) return said === 'edge' || said === 'experimental-edge';
  // `proxy.ts`, its name since Next.js 16, runs on Node.js.
  return platform === 'nextjs' && kind === 'middleware' && /(?:^|\/)middleware\.[cm]?[jt]s$/.test(file);
}

/** `export const runtime = 'edge'`, `export const config = { runtime: 'edge' }`. */
function saidRuntime(file: ts.SourceFile): string | undefined {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer === undefined || !ts.isIdentifier(name)) continue;
      const value = name.text === 'runtime' ? initializer : name.text === 'config' ? fieldOf(initializer) : undefined;
      if (value && ts.isStringLiteralLike(value)) return value.text;
    }
  }
  return undefined;
}

function fieldOf(initializer: ts.Expression): ts.Expression | undefined {
  if (!ts.isObjectLiteralExpression(initializer)) return undefined;
  const field = initializer.properties.find(
    (property) => ts.isPropertyAssignment(property) && property.name.getText() === 'runtime',
  );
  return field && ts.isPropertyAssignment(field) ? field.initializer : undefined;
}
