/**
 * Names of collections. They outlive every deploy, so they are literals that come from where the store stands: `rate-limiter.windows`. A file that
 * is called after its place in a framework says nothing, and takes the name of its directory.
 */
import type { Finding } from '../../model/report.js';

type Named = Pick<Finding, 'id' | 'file' | 'symbol'>;

const SAYS_NOTHING = /^(?:index|route|page|handler|main|app|server|_?middleware|\+server|\+page)$/;
/** Directories that every project has. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  ...['src', 'app', 'apps', 'lib', 'libs', 'pages', 'packages', 'server', 'functions', 'routes', '.', ''],
]);
/** More than these would say where the repository is rather than what the store is. */
const DEPTH = 3;

/** By id of the finding; no two are alike, and none is of a collection that is there. Where two would be, both say more of their place. */
export function namesOf(
  findings: readonly Named[],
  there: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set(there);
  // In the order of their places, so that a plan made again names them alike.
  const sorted = [...findings].sort((a, b) => compare(`${a.file}\0${a.symbol}`, `${b.file}\0${b.symbol}`));
  const candidates = new Map(sorted.map((finding) => [finding.id, candidatesOf(finding)] as const));
  const wanted = new Map<string, number>();
  for (const name of [...candidates.values()].flat()) wanted.set(name, (wanted.get(name) ?? 0) + 1);
  for (const { id } of sorted) {
    const own = candidates.get(id) ?? [];
    const alone = own.filter((name) => wanted.get(name) === 1);
    const name = firstFree(alone.length > 0 ? alone : own, taken);
    taken.add(name);
    names.set(id, name);
  }
  return names;
}

export function nameOf(finding: Named): string {
  return firstFree(candidatesOf(finding), new Set());
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

function firstFree(candidates: readonly string[], taken: ReadonlySet<string>): string {
  const free = candidates.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  const last = candidates.at(-1) ?? 'store';
  for (let n = 2; ; n += 1) if (!taken.has(`${last}-${n}`)) return `${last}-${n}`;
}

/** The shortest first. */
function candidatesOf({ file, symbol }: Named): string[] {
  const segments = file.split('/');
  const base = (segments.pop() ?? '').replace(/\.[^.]+$/, '').replace(/\.[cm]?[jt]sx?$/, '');
  const directories = segments.filter((segment) => !EVERYWHERE.has(segment)).map(kebab);
  const own = kebab(base);
  const place = SAYS_NOTHING.test(base) ? directories.slice(-DEPTH).filter(Boolean).join('-') || own : own;
  const longer = [...directories, own].filter(Boolean).join('-');
  const whole = [...segments.map(kebab), own].filter(Boolean).join('-');
  // What stands on `globalThis` is marked as private there.
  const last = wordOf(/^global(?:This)?\./.test(symbol) ? symbol.replace(/\._+/, '.') : symbol);
  return [...new Set([place, longer, whole])].map((prefix) => `${prefix}.${last}`);
}

/** A variable as it is written; of a package's name, what a name can hold. */
function wordOf(symbol: string): string {
  const word = symbol.split('.').at(-1)?.replace(/^#/, '') ?? '';
  return /^[A-Za-z_$][\w$]*$/.test(word) ? word.replaceAll('$', '') || 'store' : kebab(symbol);
}

export function kebab(text: string): string {
  return text
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/[^A-Za-z\d]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
}
