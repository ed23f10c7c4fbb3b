/** The golden cases: Markdown that people read and a test runs. What is right stands in them, whatever an engine prints. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REFUSALS, WARNINGS, type Destination, type RefusalCode, type WarningCode } from '../../src/migrate/types.js';
import { erased } from './cases/support/erase.js';
import { PLATFORMS, projectFiles, type PlatformName } from './cases/support/platforms.js';

export const CASES_DIRECTORY = join(dirname(fileURLToPath(import.meta.url)), 'cases');

/** As one says them on the command line. */
export interface CaseOptions {
  readonly to: Destination;
  /** Of a store, by its symbol: `{ sessions: '1h' }`. */
  readonly ttl: Readonly<Record<string, string>>;
  /** Symbols of the stores that are named; without it every store that the audit reports is. */
  readonly stores?: readonly string[];
  /** `entity`, `user-data` and `auth` may go to Redis. */
  readonly acceptVolatile: boolean;
}

export interface Refused {
  readonly code: RefusalCode;
  readonly file: string;
  readonly line: number;
}

export interface MigrationCase {
  /** Where it is told: `13-increment.md`. */
  readonly file: string;
  readonly title: string;
  readonly before: ReadonlyMap<string, string>;
  /** Files that change or are made; the others stay. Undefined: nothing changes. */
  readonly after: ReadonlyMap<string, string> | undefined;
  readonly refused: readonly Refused[];
  readonly warns: readonly WarningCode[];
  readonly platform: PlatformName;
  readonly options: CaseOptions;
}

type Texts = ReadonlyMap<string, string>;

/** Cases of all files, in the order of their names; twins follow the case that they are of. */
export function loadCases(directory = CASES_DIRECTORY): MigrationCase[] {
  const files = readdirSync(directory).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return files.sort(byNumber).flatMap((file) => casesIn(file, readFileSync(join(directory, file), 'utf8')));
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** Every file of the project before: those of the case, and what makes its platform known. */
export const projectOf = ({ before, platform }: MigrationCase): Map<string, string> =>
  new Map([...projectFiles(platform, before), ...before]);

/** What is to be there afterwards, of the files that a case shows. */
export const expectedOf = ({ before, after }: MigrationCase): Map<string, string> =>
  new Map([...before, ...(after ?? [])]);

export function casesIn(file: string, text: string): MigrationCase[] {
  const [, ...sections] = text.split(/^## /m);
  return sections.flatMap((section) => {
    const [title = ''] = section.split('\n', 1);
    const where = `${file}: "${title.trim()}"`;
    try {
      return withTwin(caseOf(file, title.trim(), section));
    } catch (error) {
      throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  });
}

const BLOCK = /^```(\w+) (before|after) (\S+)\n([\s\S]*?)^```$/gm;
const SETTING = /^(refused|warns|options|twin|bytes): (.+)$/gm;
const SETTINGS = ['to', 'ttl', 'stores', 'acceptVolatile', 'platform'];

function caseOf(file: string, title: string, section: string): MigrationCase & { readonly hasTwin: boolean } {
  const settings = settingsIn(section.replace(BLOCK, ''));
  const all = (name: string) => settings.flatMap(([known, value]) => (known === name ? [value] : []));
  const asBytes = bytesOf(all('bytes').join(' '));
  const before = blocksIn(section, 'before', asBytes);
  const after = blocksIn(section, 'after', asBytes);
  if (before.size === 0) throw new Error('it has no block "before"');
  const refused = all('refused').map(refusedOf);
  if (after.size === 0 && refused.length === 0) throw new Error('it says neither what comes after nor what is refused');
  const { platform, ...options } = optionsOf(all('options'));
  return {
    ...{ file, title, before, refused, options },
    after: after.size === 0 ? undefined : after,
    warns: all('warns').flatMap((codes) => codes.split(/,\s*/).map(warningOf)),
    platform: platform ?? platformOf(before),
    hasTwin: all('twin').includes('js'),
  };
}

function settingsIn(prose: string): [name: string, value: string][] {
  return Array.from(prose.matchAll(SETTING), ([, name = '', value = '']) => [name, value]);
}

function blocksIn(section: string, side: string, asBytes: (text: string) => string): Texts {
  return new Map(
    [...section.matchAll(BLOCK)].flatMap(([, , when, path = '', text = '']) =>
      when === side ? [[path, asBytes(text)] as const] : [],
    ),
  );
}

/** What Markdown cannot show. */
function bytesOf(words: string): (text: string) => string {
  const has = (word: string) => words.includes(word);
  return (text) => {
    const ended = has('no-final-newline') ? text.replace(/\n$/, '') : text;
    const lines = has('crlf') ? ended.replaceAll('\n', '\r\n') : ended;
    return has('bom') ? `\uFEFF${lines}` : lines;
  };
}

function refusedOf(text: string): Refused {
  const [, code = '', file = '', line = ''] = /^([A-Z_]+) (\S+):(\d+)$/.exec(text) ?? [];
  if (!Object.hasOwn(REFUSALS, code)) throw new Error(`"refused: ${text}" is not CODE FILE:LINE with a known code`);
  return { code: code as RefusalCode, file, line: Number(line) };
}

function warningOf(code: string): WarningCode {
  if (!Object.hasOwn(WARNINGS, code)) throw new Error(`"${code}" is no warning`);
  return code as WarningCode;
}

function optionsOf(texts: readonly string[]): CaseOptions & { readonly platform?: PlatformName } {
  const given = Object.assign({}, ...texts.map((text) => JSON.parse(text) as object)) as Partial<CaseOptions> & {
    platform?: PlatformName;
  };
  const unknown = Object.keys(given).find((name) => !SETTINGS.includes(name));
  if (unknown !== undefined) throw new Error(`"${unknown}" is no option`);
  if (given.platform !== undefined && !PLATFORMS.includes(given.platform))
    throw new Error(`"${given.platform}" is no platform of the cases`);
  return { to: 'redis', ttl: {}, acceptVolatile: true, ...given };
}

function platformOf(files: Texts): PlatformName {
  const texts = [...files.values()].join('\n');
  if ([...files.keys()].some((path) => /^(?:src\/)?(?:app|pages)\//.test(path))) return 'next';
  return /(?:from|require\() ?['"]express['"]/.test(texts) ? 'express' : 'lambda';
}

/** The same program without its types, where a case asks for it. */
function withTwin({ hasTwin, ...one }: MigrationCase & { readonly hasTwin: boolean }): MigrationCase[] {
  if (!hasTwin) return [one];
  const js = (path: string) => path.replace(/\.ts(x?)$/, '.js$1');
  const twins = (texts: Texts) => new Map(Array.from(texts, ([path, text]) => [js(path), erased(path, text).text]));
  const lineIn = ({ file, line }: Refused) => erased(file, one.before.get(file) ?? '').lineOf(line);
  return [
    one,
    {
      ...one,
      title: `${one.title} (JavaScript)`,
      before: twins(one.before),
      after: one.after && twins(one.after),
      refused: one.refused.map((refused) => ({ ...refused, file: js(refused.file), line: lineIn(refused) })),
    },
  ];
}
