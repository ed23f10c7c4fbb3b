/** `--adapters inline`: the adapters become files of the project, which its team owns, in place of a package to install. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plannedTexts, MigrateError } from '../apply/index.js';
import { ownerOf } from '../after/packages.js';
import { listed } from '../../report/text.js';
import type { MigrationPlan } from '../types.js';
import { shapeOf, specifierFrom, type Shape } from './shape.js';
import { CONSTRUCTORS, inlinedSources, MARK, type Inlined } from './sources.js';

const ADAPTERS = '@coldstate/adapters';
const IMPORTED =
  /(?:import\s+(?:type\s+)?|const\s+)\{(?<names>[^}]*)\}\s*(?:from\s*|=\s*require\(\s*)['"]@coldstate\/adapters\/(?<entry>[\w-]+)['"]/g;
const SPECIFIER = /(?<quote>['"])@coldstate\/adapters\/(?<entry>[\w-]+)\k<quote>/g;

/** The same plan without the package: its imports lead to a folder, and the folder is made. `textOf`: files as they are. */
export function inlined(
  plan: MigrationPlan,
  root: string,
  textOf: (file: string) => string | undefined,
): MigrationPlan {
  const texts = [...plannedTexts(plan, textOf)].filter(([, text]) => text.includes(`${ADAPTERS}/`));
  const packages = new Map<string, Map<string, string>>();
  for (const [file, text] of texts) {
    const directory = ownerOf(root, file) ?? '';
    packages.set(directory, (packages.get(directory) ?? new Map<string, string>()).set(file, text));
  }
  let result: MigrationPlan = {
    ...plan,
    dependencies: plan.dependencies.filter(({ name }) => name !== ADAPTERS),
  };
  for (const [directory, own] of packages) {
    const shape = shapeOf(root, directory, own);
    result = withFolder(result, root, shape, own, textOf);
  }
  return result;
}

function withFolder(
  plan: MigrationPlan,
  root: string,
  shape: Shape,
  texts: ReadonlyMap<string, string>,
  textOf: (file: string) => string | undefined,
): MigrationPlan {
  const there = existing(root, shape, plan);
  const wanted = wantedOf(plan, texts);
  const all: Inlined = {
    to: plan.to,
    names: new Set([...(there?.names ?? []), ...wanted.names]),
    entries: new Set([...(there?.entries ?? []), ...wanted.entries]),
  };
  const isMissing =
    there === undefined ||
    [...wanted.names].some((name) => !there.names.has(name) && CONSTRUCTORS.includes(name)) ||
    [...wanted.entries].some((name) => !there.entries.has(name));
  const sources = isMissing ? inlinedSources(shape, all) : new Map<string, string>();
  const stores = plan.stores.map(({ store }) => store);
  const folder = [...sources].map(([name, text]) => ({ file: `${shape.folder}/${name}`, text, stores }));
  if (there !== undefined && isMissing) checkOurs(root, shape, inlinedSources(shape, there));
  const mine = (file: string): boolean => texts.has(file);
  const rename = (file: string, text: string): string =>
    text.replaceAll(SPECIFIER, (_, quote: string, entry: string) => {
      const name = entry === plan.to ? 'index' : entry;
      return quote + specifierFrom(file, shape, name) + quote;
    });
  const edits = plan.edits.map((edit) => {
    if (!mine(edit.file) || !edit.text.includes(`${ADAPTERS}/`)) return edit;
    const text = withoutKnown(rename(edit.file, edit.text), textOf(edit.file) ?? '');
    return { ...edit, text };
  });
  const isThere = (file: string): boolean => existsSync(join(root, file));
  const replaced = folder
    .filter(({ file }) => isThere(file))
    .flatMap((made) => {
      const before = readFileSync(join(root, made.file), 'utf8');
      if (before === made.text) return [];
      return [
        {
          file: made.file,
          start: 0,
          end: before.length,
          text: made.text,
          reason: 'another collection is used',
          stores,
        },
      ];
    });
  return {
    ...plan,
    edits: [...edits, ...replaced],
    created: [
      ...plan.created.map((one) => (mine(one.file) ? { ...one, text: rename(one.file, one.text) } : one)),
      ...folder.filter(({ file }) => !isThere(file)),
    ],
  };
}

function wantedOf({ to }: MigrationPlan, texts: ReadonlyMap<string, string>): Pick<Inlined, 'names' | 'entries'> {
  const names = new Set<string>();
  const entries = new Set<string>();
  for (const text of texts.values())
    for (const { groups } of text.matchAll(IMPORTED)) {
      const own = namesIn(groups?.names ?? '');
      if (groups?.entry === to) own.forEach((name) => names.add(name));
      else if (groups?.entry !== undefined) entries.add(groups.entry);
    }
  return { names, entries };
}

const namesIn = (list: string): string[] =>
  list
    .split(',')
    .map(
      (one) =>
        one
          .trim()
          .replace(/^type\s+/, '')
          .split(/\s+as\s+|\s*:\s*/)[0] ?? '',
    )
    .filter((name) => name !== '');

/** A folder that an earlier run wrote. */
function existing(root: string, { folder, extension }: Shape, { to }: MigrationPlan): Inlined | undefined {
  if (!existsSync(join(root, folder))) return undefined;
  const path = join(root, folder, `index${extension}`);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (!text.startsWith(MARK))
    throw new MigrateError(`${folder} is there already, and holds something else. Move it, or use --adapters package.`);
  if (!text.includes(`schemes/${to}`))
    throw new MigrateError(
      `${folder} holds the adapters of another backend. Use --adapters package, or move the folder away first.`,
    );
  const list = /\{(?<names>[\w\s,]+)\}\s*=\s*\/\* @__PURE__ \*\/|(?<cjs>(?:exports\.\w+ = )+)void 0/.exec(text)?.groups;
  const names = new Set(
    list?.names ? namesIn(list.names) : [...(list?.cjs ?? '').matchAll(/exports\.(\w+)/g)].map(([, name = '']) => name),
  );
  const entries = new Set(
    ['express-session', 'express-rate-limit'].filter((name) => existsSync(join(root, folder, `${name}${extension}`))),
  );
  return { to, names, entries };
}

/** What the team changed is theirs. */
function checkOurs(root: string, { folder }: Shape, sources: ReadonlyMap<string, string>): void {
  const changed = [...sources]
    .filter(([name, text]) => {
      const path = join(root, folder, name);
      return existsSync(path) && readFileSync(path, 'utf8') !== text;
    })
    .map(([name]) => `${folder}/${name}`);
  if (changed.length > 0)
    throw new MigrateError(
      `${listed(changed, 3)} ${changed.length === 1 ? 'was' : 'were'} changed since ${changed.length === 1 ? 'it was' : 'they were'} written, and a collection is missing there. Use --adapters package, or take the change back first.`,
    );
}

/** Names that the file imports from there already are not imported twice. */
function withoutKnown(text: string, before: string): string {
  const found = /\{(?<names>[^}]*)\}(?<from>\s*(?:from\s*|=\s*require\(\s*)(?<specifier>['"][^'"]+['"]))/.exec(text);
  const { names = '', specifier = '' } = found?.groups ?? {};
  if (found === null || specifier === '') return text;
  const there = new RegExp(
    `\\{([^}]*)\\}\\s*(?:from\\s*|=\\s*require\\(\\s*)${specifier.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}`,
    'g',
  );
  const known = new Set([...before.matchAll(there)].flatMap(([, list = '']) => namesIn(list)));
  if (known.size === 0) return text;
  const left = names.split(',').filter((one) => !known.has(namesIn(one)[0] ?? ''));
  if (left.length === 0) return '';
  return text.replace(`{${names}}`, `{ ${left.map((one) => one.trim()).join(', ')} }`);
}
