/** What a path says about a file, before anybody opens it. All paths are relative to the audited root, with `/`. */

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx|svelte|vue|astro)$/;
const DECLARATION = /\.d(?:\.[^./]+)?\.[cm]?ts$/;
/** Yarn's loader is megabytes of one object; `.min.js` says it itself. */
const MINIFIED = /[.-]min\.[cm]?js$|^\.pnp\.(?:loader\.)?[cm]?js$/;

export const isSource = (path: string): boolean => SOURCE.test(path);
export const isDeclaration = (path: string): boolean => DECLARATION.test(path);
export const isMinifiedName = (path: string): boolean => MINIFIED.test(baseName(path));
/** Whether an audit looks at a file of this name, whatever is in it. */
export const isAnalysedName = (path: string): boolean =>
  isSource(path) && !isDeclaration(path) && !isTest(path) && !isMinifiedName(path);

const TEST_FILE = /\.(?:test|spec|e2e|e2e-spec|cy|stories|story|test-d|bench)\.|_test\.[cm]?[jt]sx?$/;
const TEST_SETUP =
  /^(?:vitest|jest|playwright|cypress|karma|wdio|mocha)[.-](?:config|setup|workspace|global|env)|^(?:setup[-.]?tests?|tests?[-.]?setup)\.[cm]?[jt]sx?$/i;
const TEST_DIRECTORY: ReadonlySet<string> = new Set(['__tests__', '__mocks__', '__fixtures__', '.storybook']);
const TEST_OR_ROUTE: ReadonlySet<string> = new Set(['test', 'tests', 'e2e', 'cypress']);
/** `/test` of a site is served by `app/test/page.tsx`, `pages/test/index.vue` or `routes/test/+server.ts`. */
const ROUTE_FILE = /^(?:page|route|layout|template|default|loading|error|not-found)\.[cm]?[jt]sx?$/;

/** Only the path below the root counts: the root itself may lie in somebody's `fixtures` or `test`. */
export function isTest(path: string): boolean {
  const segments = path.split('/');
  const name = segments.pop() ?? '';
  if (TEST_FILE.test(name) || TEST_SETUP.test(name)) return true;
  return segments.some((segment, at) => {
    if (TEST_DIRECTORY.has(segment)) return true;
    if (!TEST_OR_ROUTE.has(segment)) return false;
    const above = segments.slice(0, at);
    const inApp = above.includes('app') && (above.includes('api') || ROUTE_FILE.test(name));
    return !inApp && !above.includes('pages') && !above.includes('routes');
  });
}

const CONFIGS: readonly RegExp[] = [
  /^serverless\.(?:ya?ml|ts|js|cjs|mjs|json)$/,
  /^serverless[.-].+\.ya?ml$/,
  /^(?:.+\.)?template\.(?:ya?ml|json)$/,
  /^samconfig\.(?:toml|ya?ml)$/,
  /^sst\.config\.[cm]?[jt]s$/,
  /^(?:cdk|vercel|now|firebase|host|function|railway|package|manifest)\.json$/,
  /^(?:netlify|wrangler|fly|railway)\.toml$/,
  /^wrangler\.jsonc?$/,
  /^(?:app|(?:.+[.-])?cloudbuild(?:[.-].+)?|(?:.+[.-])?service(?:[.-].+)?|render)\.ya?ml$/,
  /^(?:.+\.)?Dockerfile(?:\..+)?$/i,
  /^(?:docker-)?compose(?:[.-].+)?\.ya?ml$/,
  /^(?:Procfile|Makefile|[Jj]ustfile)$/,
  /\.sh$/,
  /^(?:next|svelte|nuxt|nitro|astro|remix|react-router|vite)\.config\.[cm]?[jt]s$/,
  /^deno\.jsonc?$/,
  /\.tf$/,
  /^(?:.+[.-])?(?:deployment|statefulset)s?\.ya?ml$/,
];

/** Directories in which any YAML may deploy something. */
const DEPLOYING =
  /(?:^|\/)(?:k8s|kubernetes|manifests|kustomize|helm|charts|deploy|deployments?|infra|handlers|functions|serverless|cloud-?run|\.github\/workflows|\.cloudbuild)\/(?:.+\/)?[^/]+\.ya?ml$/;

/** Files that platforms look at. `next.config.js` and its like are sources too: they hold code. */
export function isConfig(path: string): boolean {
  const name = baseName(path);
  return CONFIGS.some((pattern) => pattern.test(name)) || DEPLOYING.test(path);
}

const NEVER_SOURCE: ReadonlySet<string> = new Set([
  ...['node_modules', 'bower_components', 'jspm_packages', '.yarn', '.pnpm-store', '.git', '.hg', '.svn', '.jj'],
  ...['dist', '.next', '.nuxt', '.output', '.nitro', '.svelte-kit', '.vinxi', '.astro', '.react-router', '.docusaurus'],
  ...['.vercel', '.netlify', '.serverless', '.aws-sam', 'cdk.out', '.sst', '.open-next', '.wrangler', '.amplify'],
  ...[
    '.firebase',
    '.terraform',
    '.turbo',
    '.nx',
    '.cache',
    '.parcel-cache',
    '.vite',
    '.angular',
    '.expo',
    '.webpack',
    '.build',
  ],
  ...['.nyc_output', 'storybook-static', 'playwright-report', 'test-results', '.venv', 'venv', '__pycache__'],
  ...['.coldstate', '.idea', '.vscode'],
]);
/** Build output at the top of a package, but an honest name below its sources: `src/commands/build`, `app/api/out`, `src/vendor`. */
const OUTPUT_OR_SOURCE: ReadonlySet<string> = new Set(['build', 'out', 'coverage', 'vendor']);
const HOLDS_SOURCES: ReadonlySet<string> = new Set(['src', 'app', 'pages', 'routes']);

/** Directories that hold other people's code, or ours after a build. `besideManifest`: a package.json stands next to it. */
export function isOutputDirectory(path: string, besideManifest: boolean): boolean {
  const segments = path.split('/');
  const name = segments.pop() ?? '';
  if (NEVER_SOURCE.has(name)) return true;
  return OUTPUT_OR_SOURCE.has(name) && (besideManifest || !segments.some((above) => HOLDS_SOURCES.has(above)));
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Directory of a path, '' for the root. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
