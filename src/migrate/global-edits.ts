/** What else is written where a store is a property of `globalThis`: it is filled in several places, and its type may be said in others. */
import { ts } from 'ts-morph';
import { placeOf, type Code } from './code.js';
import { construction, moduleFor, type Needed } from './declare.js';
import { TYPES, typeOf } from './guards/bonds.js';
import { descendants } from './nodes.js';
import { styleOf } from './style.js';
import type { Target } from './targets.js';
import type { AdapterChoice, Destination, Edit, Refusal } from './types.js';

/** What says how long an entry lives is known in the file of one filling, and not in that of another. */
export function unknownThere(code: Code, target: Target, { options }: AdapterChoice): Refusal[] {
  const { global, store } = target;
  if (global === undefined) return [];
  const own = target.declaration.getSourceFile();
  const names = [...new Set(options.flatMap(([, value]) => freeNamesOf(value)))];
  return global.fillings.flatMap(({ made }) => {
    const file = made.getSourceFile();
    const missing = file === own ? undefined : names.find((name) => !declares(code, file, name));
    if (missing === undefined) return [];
    const why = `\`${missing}\`, which its collection needs, is not known in this file, which makes the store as well`;
    const advice = 'Make the store in one module, and import it from there.';
    return [{ ...placeOf(code, made), store, code: 'UNKNOWN_USE', why, advice }];
  });
}

/** Names that an option takes from around it. */
function freeNamesOf(value: string): string[] {
  const tree = ts.createSourceFile('option.ts', `(${value})`, ts.ScriptTarget.Latest, true);
  const all = [...descendants(tree)].filter(ts.isIdentifier);
  const bound = new Set(all.filter(({ parent }) => ts.isParameter(parent)).map(({ text }) => text));
  const isMember = (name: ts.Identifier): boolean =>
    (ts.isPropertyAccessExpression(name.parent) || ts.isPropertyAssignment(name.parent)) && name.parent.name === name;
  return all.filter((name) => !bound.has(name.text) && !isMember(name)).map(({ text }) => text);
}

const EVERYWHERE: ReadonlySet<string> = new Set(['Math', 'Number', 'Infinity', 'undefined', 'process', 'Date']);

const declares = (code: Code, file: ts.SourceFile, name: string): boolean =>
  EVERYWHERE.has(name) ||
  code.checker.getSymbolsInScope(file, ts.SymbolFlags.Value).some((symbol) => symbol.name === name);

export interface GlobalEdits {
  readonly edits: readonly Edit[];
  /** Names to import, by file. */
  readonly needed: readonly (Needed & { readonly file: ts.SourceFile })[];
}

export function globalEdits(code: Code, target: Target, choice: AdapterChoice, to: Destination): GlobalEdits {
  const { store, global } = target;
  if (global === undefined) return { edits: [], needed: [] };
  const edits: Edit[] = [];
  const needed: (Needed & { readonly file: ts.SourceFile })[] = [];
  const replace = (node: ts.Node, text: string): void => {
    const file = code.nameOf(node.getSourceFile());
    const reason = 'the store is shared by all instances';
    edits.push({ file, start: node.getStart(), end: node.end, text, reason, stores: [store] });
  };
  for (const { made } of global.fillings.slice(1)) {
    const file = made.getSourceFile();
    replace(made, construction(file, choice));
    needed.push({ file, name: choice.constructor, store });
  }
  const type = TYPES[choice.constructor];
  if (type === undefined) return { edits, needed };
  for (const node of global.types) {
    const file = node.getSourceFile();
    // With an import a file of declarations would be a module, and declare nothing for all.
    const isScript = !ts.isExternalModule(file);
    const { quote } = styleOf(file);
    replace(node, isScript ? `import(${quote}${moduleFor(to)}${quote}).${typeOf(choice)}` : typeOf(choice));
    if (!isScript) needed.push({ file, name: `type ${type}`, store });
  }
  return { edits, needed };
}
