/** Stores of libraries move by an option: the library keeps its interface, and is told of a store that all instances share. */
import { ts } from 'ts-morph';
import type { Finding } from '../../model/report.js';
import { nameOf } from '../adapter/names.js';
import { placeOf, type Code } from '../code.js';
import { descendants } from '../nodes.js';
import type { AdapterChoice, Destination, Edit, Refusal, RefusalCode, Warning } from '../types.js';
import { bindAll, moduleOf, requiredBy, type Bound, type CollectionImport } from './imports.js';
import { leftoversOf } from './leftovers.js';
import { withOptions, type Added } from './options.js';
import { renamed } from './renaming.js';
import { partRow, rows } from './rows.js';
import { inStyle, styleOf } from './style.js';
import { isDeclined, type Dependency, type LibraryRow, type Recipe, type Site } from './types.js';

export type { Dependency } from './types.js';

export type LibraryAnswer =
  | {
      readonly edits: Edit[];
      readonly dependencies: Dependency[];
      readonly warnings: Warning[];
      readonly because: string[];
      /** What the library is given, and how it stands among its options. */
      readonly choice: AdapterChoice;
      /** Among the edits: what an own store in the same file imports from the same module. */
      readonly collections?: CollectionImport;
    }
  | { readonly refusals: Refusal[] };

export interface LibrarySettings {
  /** By finding, from `namesOf`; without it a name is made for this store alone. */
  readonly names?: ReadonlyMap<string, string>;
  /** What else is migrated: an import that only these use goes. */
  readonly together?: readonly Finding[];
}

/** Edits that give a library a shared store, at a finding of form `library`. */
export function migrateLibrary(
  code: Code,
  finding: Finding,
  to: Destination,
  settings: LibrarySettings = {},
): LibraryAnswer {
  const call = callAt(code, finding);
  if (call === undefined) {
    const place = { file: finding.file, line: finding.line, column: finding.column };
    return refused(
      finding,
      place,
      'NO_ADAPTER',
      'the package itself is the store, and no call makes it',
      adviceOf(finding),
    );
  }
  const place = placeOf(code, call);
  const made = madeBy(call);
  const row = rows.find(
    ({ packages, exports }) => made !== undefined && packages.includes(made.from) && exports.includes(made.exported),
  );
  if (row === undefined || made === undefined) {
    const why = `nothing is known of a shared store for \`${made?.from ?? finding.symbol}\``;
    return refused(finding, place, 'NO_ADAPTER', why, adviceOf(finding), finding.remedies[0]?.code);
  }
  const file = call.getSourceFile();
  const name = settings.names?.get(finding.id) ?? nameOf(finding);
  const site: Site = { code, file, finding, to, call, exported: made.exported, style: styleOf(file), name };
  const declined = row.declines?.(site) ?? (isDeclined(row[to]) ? row[to] : undefined);
  if (declined !== undefined)
    return refused(finding, place, 'NO_ADAPTER', declined.why, declined.advice, declined.replacement?.(site));
  return carriedOut(site, row, settings);
}

function carriedOut(site: Site, row: LibraryRow, { together = [] }: LibrarySettings): LibraryAnswer {
  const { code, finding, to } = site;
  const part = row.part?.(site.call);
  const [at, recipe] = part ? ([{ ...site, call: part }, partRow[to]] as const) : ([site, row[to]] as const);
  if (isDeclined(recipe)) return refused(finding, placeOf(code, at.call), 'NO_ADAPTER', recipe.why, recipe.advice);
  const bound = bindAll(at, recipe.imports, recipe.needsRedis === true);
  const added = addedBy(recipe, bound, at);
  const changed = withOptions(at, recipe.options, added);
  if ('why' in changed) {
    const advice = 'Add what is below to its options by hand.';
    return refused(
      finding,
      placeOf(code, changed.at),
      'UNKNOWN_USE',
      changed.why,
      advice,
      toPaste(at, recipe, bound, added),
    );
  }
  const others = together.flatMap((other) => callAt(code, other) ?? []);
  const rename = recipe.instead === undefined ? { edits: [] } : renamed(at, recipe.instead, others);
  if ('why' in rename) {
    const advice = 'Take the class that both extend, RateLimiterAbstract, as the type there; then run this again.';
    return refused(finding, placeOf(code, rename.at), 'UNKNOWN_USE', rename.why, advice);
  }
  return {
    edits: [...bound.edits, ...rename.edits, ...changed.edits, ...leftoversOf(at, changed.replaced)],
    dependencies: [...recipe.dependencies],
    warnings: [],
    because: [...recipe.because],
    choice: choiceOf(recipe, added, site),
    ...(bound.collections ? { collections: bound.collections } : {}),
  };
}

function choiceOf({ instead, because }: Recipe, added: readonly Added[], { name }: Site): AdapterChoice {
  const [store] = added;
  // A library that has a store of its own is given a client alone.
  const made = /(?:new )?([\w$]+)\(/.exec(store?.text ?? '')?.[1] ?? 'Redis';
  const options = added.map(({ option, text }) => `${option}: ${text}`.replace(/\s+/g, ' '));
  const written = instead === undefined ? options.join(', ') : `new ${instead}({ ${options.join(', ')} })`;
  return { constructor: instead ?? made, name, options: [], because, written };
}

function addedBy({ writes }: Recipe, { names }: Bound, site: Site): Added[] {
  return writes.map(([option, value], index) => ({
    option,
    text: inStyle(value(names, site), site.style),
    isStore: index === 0,
  }));
}

function toPaste({ call, style }: Site, { instead }: Recipe, { lines }: Bound, added: readonly Added[]): string {
  const callee = instead ?? call.expression.getText();
  const options = added.map(({ option, text }) => `${style.indent}${option}: ${text},`);
  const list = [...lines, '', `// among the options of ${callee}:`, ...options];
  return list.join('\n').trim();
}

function refused(
  { id }: Finding,
  place: Pick<Refusal, 'file' | 'line' | 'column'>,
  code: RefusalCode,
  why: string,
  advice: string,
  replacement?: string,
): LibraryAnswer {
  return {
    refusals: [{ store: id, code, why, advice, ...place, ...(replacement === undefined ? {} : { replacement }) }],
  };
}

function adviceOf({ remedies }: Finding): string {
  const [remedy] = remedies;
  return remedy === undefined ? 'Keep its data in a store that all instances share.' : `${remedy.title}.`;
}

type Call = ts.CallExpression | ts.NewExpression;

/** The call that stands exactly where the audit saw it. */
export function callAt(code: Code, { file: name, line, column, endLine, endColumn }: Finding): Call | undefined {
  const file = code.file(name);
  const lines = file?.getLineStarts();
  const [from, to] = [lines?.[line - 1], lines?.[endLine - 1]];
  if (file === undefined || from === undefined || to === undefined) return undefined;
  const [start, end] = [from + column - 1, to + endColumn - 1];
  const isAround = (node: ts.Node) => node.pos <= start && end <= node.end;
  return [...descendants(file, isAround)].find(
    (node): node is Call =>
      (ts.isCallExpression(node) || ts.isNewExpression(node)) && node.getStart(file) === start && node.end === end,
  );
}

/** Whose store a call makes: the export that is called, or the plugin that is registered. */
function madeBy(call: Call): { from: string; exported: string } | undefined {
  const [plugin] = call.arguments ?? [];
  const isRegistering = ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === 'register';
  const maker = isRegistering && plugin ? plugin : call.expression;
  const from = moduleOf(maker);
  return from === undefined ? undefined : { from, exported: exportedName(maker) };
}

function exportedName(maker: ts.Expression): string {
  if (ts.isPropertyAccessExpression(maker)) return maker.name.text;
  if (!ts.isIdentifier(maker)) return 'default';
  for (const statement of maker.getSourceFile().statements) {
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    const specifier =
      bindings && ts.isNamedImports(bindings)
        ? bindings.elements.find(({ name }) => name.text === maker.text)
        : undefined;
    if (specifier) return (specifier.propertyName ?? specifier.name).text;
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer === undefined || requiredBy(initializer) === undefined) continue;
      if (ts.isIdentifier(name) && name.text === maker.text)
        return ts.isPropertyAccessExpression(initializer) ? initializer.name.text : 'default';
      const element = ts.isObjectBindingPattern(name)
        ? name.elements.find((one) => one.name.getText() === maker.text)
        : undefined;
      if (element) return (element.propertyName ?? element.name).getText();
    }
  }
  return 'default';
}
