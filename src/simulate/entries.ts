/** What is asked of a program, as a table of routes: from the entry points that the audit found, or from a module that was named. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Report, ReportedEntryPoint } from '../model/report.js';
import { SimulateError } from './errors.js';
import { patternOf, type Pattern } from './routing.js';
import type { RouteSettings } from './runtime/shape.js';
import type { ShapeName } from './runtime/shapes.js';

/** A route as the bundle gets it; the module is loaded inside an instance. */
export interface EntryRoute extends Pattern, RouteSettings {
  readonly unit: string;
  readonly file: string;
  readonly shape: ShapeName;
}

export interface Entries {
  readonly routes: readonly EntryRoute[];
  /** The platform whose rules hold. */
  readonly platform: string;
}

/** How entry points of a platform take requests. */
const SHAPE_BY_PLATFORM: Readonly<Record<string, ShapeName>> = {
  lambda: 'lambda',
  'lambda-edge': 'lambda',
  'lambda-managed': 'lambda',
  netlify: 'lambda',
  nextjs: 'route',
  vercel: 'route',
  'cloudflare-workers': 'fetch',
  'deno-deploy': 'fetch',
  'cloud-functions': 'node',
};

/** Those that need what their own build makes. */
const BUILT: Readonly<Record<string, string>> = {
  sveltekit: 'build/index.js, which adapter-node writes',
  nuxt: '.output/server/index.mjs, which `nuxt build` writes',
  remix: 'the server that serves the build',
  astro: 'dist/server/entry.mjs, which `astro build` writes with the Node adapter',
  nestjs: 'dist/main.js, which `nest build` writes: the bundler here knows no decorator metadata',
};

export function entriesOf(root: string, report: Report, entry: string | undefined): Entries {
  return entry === undefined ? discovered(root, report) : named(root, report, entry);
}

function discovered(root: string, report: Report): Entries {
  const points = report.entryPoints.filter(({ kind, platform }) => kind === 'http' && platform in SHAPE_BY_PLATFORM);
  const routes = points.filter(isServable).map((point) => routeOf(root, point));
  const [first] = points;
  if (first !== undefined && routes.length > 0) return { routes, platform: hostOf(report) ?? first.platform };
  const built = report.platforms.find(({ name }) => name in BUILT);
  if (built !== undefined)
    throw new SimulateError(
      `${built.title} serves what its own build makes. Build it, and name the result: ${BUILT[built.name] ?? ''}.`,
    );
  const main = mainModule(root, report);
  if (main !== undefined) return { routes: [moduleRoute(main)], platform: hostOf(report) ?? serverOf(report) };
  throw new SimulateError(
    'no entry point was recognised here. Name the module that starts the server or exports the handler: `coldstate simulate src/server.ts --scenario FILE.http`.',
  );
}

/** Pages are drawn by the framework; its handlers can be asked without it. */
const isServable = ({ platform, file }: ReportedEntryPoint): boolean =>
  platform !== 'nextjs' || /(?:^|\/)route\.[cm]?[jt]sx?$/.test(file) || /(?:^|\/)pages\/api\//.test(file);

function named(root: string, report: Report, entry: string): Entries {
  const [file = '', name] = entry.split('#');
  if (!existsSync(join(root, file))) throw new SimulateError(`${file}: there is no such file below ${root}.`);
  const points = report.entryPoints.filter(
    (point) => point.file === file && point.kind === 'http' && (name === undefined || point.name === name),
  );
  const [first] = points.filter(({ platform }) => platform in SHAPE_BY_PLATFORM);
  if (first !== undefined && name === undefined)
    return {
      routes: points.filter(({ platform }) => platform in SHAPE_BY_PLATFORM).map((point) => routeOf(root, point)),
      platform: hostOf(report) ?? first.platform,
    };
  const platform = hostOf(report) ?? serverOf(report);
  return {
    routes: [{ ...moduleRoute(file), ...(name === undefined ? {} : { name }), event: eventOf(root, file) }],
    platform,
  };
}

const moduleRoute = (file: string): EntryRoute => ({ method: 'ANY', path: '*', unit: 'server', file, shape: 'module' });

function routeOf(root: string, { platform, file, name, route, unit }: ReportedEntryPoint): EntryRoute {
  const shape = SHAPE_BY_PLATFORM[platform] ?? 'module';
  return {
    ...(route === undefined ? { method: 'ANY', path: '*' } : patternOf(route)),
    ...{ unit, file, shape },
    ...(shape === 'route' || shape === 'fetch' || name === '' ? {} : { name }),
    ...(shape === 'lambda' ? { event: platform === 'netlify' ? ('v1' as const) : eventOf(root, file) } : {}),
  };
}

/** The platform that starts and stops instances, where one of servers runs on it. */
function hostOf({ platforms }: Report): string | undefined {
  return HOSTS.find((host) => platforms.some(({ name }) => name === host));
}

const HOSTS = [
  'lambda',
  'vercel',
  'netlify',
  'cloud-run',
  'cloud-functions',
  'azure-functions',
  'cloudflare-workers',
  'nextjs',
];

const serverOf = ({ platforms }: Report): string => platforms[0]?.name ?? 'server';

/** What events look like: the handler tells by what it reads, else the configuration by what it declares. */
function eventOf(root: string, file: string): 'v1' | 'v2' {
  const texts = [readFileSync(join(root, file), 'utf8'), ...configurationsIn(root)];
  for (const text of texts) {
    if (V2.test(text)) return 'v2';
    if (V1.test(text)) return 'v1';
  }
  return 'v2';
}

const V2 =
  /\brawPath\b|requestContext\??\.http\b|APIGatewayProxy(?:EventV2|HandlerV2|StructuredResultV2)|Type: HttpApi\b|\bhttpApi:|ApiGatewayV2|FunctionUrlConfig/;
const V1 =
  /\bevent\??\.httpMethod\b|requestContext\??\.identity\b|APIGatewayProxy(?:Event|Handler|Result)\b|Type: Api\b|- http:|AWS::ApiGateway::/;

function configurationsIn(root: string): string[] {
  const files = readdirSync(root).filter((file) => /^(?:template|serverless|sam)[\w.-]*\.(?:ya?ml|json)$/.test(file));
  return files.map((file) => readFileSync(join(root, file), 'utf8'));
}

/** The module that `npm start` runs, by the source that its build is made of; else the usual names. */
function mainModule(root: string, report: Report): string | undefined {
  const routed = new Set(report.entryPoints.map(({ file }) => file));
  const usual = ['server', 'index', 'main', 'app'].flatMap((name) =>
    ['src/', ''].flatMap((dir) => EXTENSIONS.map((extension) => `${dir}${name}${extension}`)),
  );
  const candidates = [...startedIn(root), ...usual];
  return candidates.find((file) => existsSync(join(root, file))) ?? [...routed][0];
}

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.cts', '.cjs'];

function startedIn(root: string): string[] {
  const file = join(root, 'package.json');
  if (!existsSync(file)) return [];
  const { main, scripts = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
    main?: string;
    scripts?: Record<string, string>;
  };
  const words = [scripts.start, scripts.dev, main].flatMap((text) => text?.split(/\s+/) ?? []);
  const paths = words
    .filter((word) => /^(?:\.\/)?[\w./-]+\.[cm]?[jt]s$/.test(word))
    .map((word) => word.replace(/^\.\//, ''));
  return paths.flatMap((path) => {
    const stem = path.replace(/\.[cm]?[jt]s$/, '');
    const source = stem.replace(/^(?:dist|build|out|lib)\//, '');
    return [`src/${source}.ts`, `${source}.ts`, path, `src/${source}.js`];
  });
}
