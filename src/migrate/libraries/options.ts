/** Options added to a call, in whatever form its options are given. What stands there keeps every byte. */
import { ts } from 'ts-morph';
import type { Edit } from '../types.js';
import { undressed } from '../nodes.js';
import { referencesTo } from '../adapter/references.js';
import { moduleOf } from './imports.js';
import type { Site } from './types.js';

/** In their order; `isOurs` where it takes the place of what is there. */
export interface Added {
  readonly option: string;
  readonly text: string;
  readonly isStore: boolean;
}

export interface Changed {
  readonly edits: readonly Edit[];
  /** Values that were replaced. */
  readonly replaced: readonly ts.Expression[];
}

/** Why the options cannot be changed where they are. */
export interface Closed {
  readonly why: string;
  readonly at: ts.Node;
}

export function withOptions(site: Site, position: number, added: readonly Added[]): Changed | Closed {
  const { call } = site;
  const given = call.arguments?.[position];
  if (given === undefined) return withArgument(site, position, added);
  const object = undressed(given);
  if (ts.isObjectLiteralExpression(object)) return inObject(site, object, added);
  if (isInProcess(object)) return instead(site, object, added);
  if (ts.isIdentifier(object)) return inDeclaration(site, object, added);
  return { why: `its options are \`${textOf(given)}\``, at: given };
}

const textOf = (node: ts.Node): string => {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

function edit({ code, file, finding }: Site, start: number, end: number, text: string): Edit {
  return {
    file: code.nameOf(file),
    start,
    end,
    text,
    reason: 'the store that all instances share',
    stores: [finding.id],
  };
}

const written = ({ option, text }: Added): string => (option === text ? option : `${option}: ${text}`);

/** What a recipe writes on lines, where there is one. */
function inLine(text: string): string {
  return text.replace(/,\r?\n[ \t]*}/g, ' }').replace(/\r?\n[ \t]*/g, ' ');
}

function inBraces(added: readonly Added[]): string {
  return inLine(`{ ${added.map(written).join(', ')} }`);
}

function withArgument(site: Site, position: number, added: readonly Added[]): Changed | Closed {
  const { call, file } = site;
  const { arguments: args } = call;
  if ((args?.length ?? 0) < position) return { why: 'arguments before its options are missing', at: call };
  // `new Keyv` has no parentheses to write into.
  if (args === undefined) return { edits: [edit(site, call.end, call.end, `(${inBraces(added)})`)], replaced: [] };
  const last = args.at(-1);
  const at = last?.end ?? file.text.lastIndexOf(')', call.end);
  return { edits: [edit(site, at, at, last ? `, ${inBraces(added)}` : inBraces(added))], replaced: [] };
}

/** `new Keyv(new Map())`: the store itself stands where options may. */
function instead(site: Site, store: ts.Expression, added: readonly Added[]): Changed {
  return { edits: [edit(site, store.getStart(), store.end, inBraces(added))], replaced: [store] };
}

/** Edited where it is declared, if nothing else reads it: two stores of one options object would share their keys. */
function inDeclaration(site: Site, name: ts.Identifier, added: readonly Added[]): Changed | Closed {
  const { code, file } = site;
  const declaration = code.checker.getSymbolAtLocation(name)?.valueDeclaration;
  const isHere =
    declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.getSourceFile() === file;
  const object = isHere && declaration.initializer ? undressed(declaration.initializer) : undefined;
  if (!isHere || object === undefined || !ts.isObjectLiteralExpression(object))
    return { why: `its options come from \`${name.text}\`, which is not written in this file`, at: name };
  if (referencesTo(code, declaration.name).length > 1 || declaration.type !== undefined) {
    if (propertyOf(object, added[0]?.option ?? '') !== undefined)
      return { why: `\`${name.text}\` is used by others, and has a store`, at: name };
    return {
      edits: [edit(site, name.getStart(), name.end, `{ ...${name.text}, ${inBraces(added).slice(2)}`)],
      replaced: [],
    };
  }
  if (object.pos > site.call.pos) return { why: `\`${name.text}\` is declared after it is used`, at: name };
  return inObject(site, object, added);
}

function propertyOf(object: ts.ObjectLiteralExpression, option: string): ts.ObjectLiteralElementLike | undefined {
  return object.properties.find((property) => property.name !== undefined && nameOf(property.name) === option);
}

function nameOf(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : name.getText();
}

function inObject(site: Site, object: ts.ObjectLiteralExpression, added: readonly Added[]): Changed | Closed {
  const edits: Edit[] = [];
  const replaced: ts.Expression[] = [];
  const missing: Added[] = [];
  for (const one of added) {
    const property = propertyOf(object, one.option);
    if (property === undefined) missing.push(one);
    else if (one.isStore) {
      const value = ts.isPropertyAssignment(property) ? property.initializer : undefined;
      const made = value ?? (ts.isShorthandPropertyAssignment(property) ? property.name : undefined);
      if (made === undefined || !isReplaceable(made, site))
        return { why: `\`${textOf(property)}\` says already where it keeps its data`, at: property };
      edits.push(
        value
          ? edit(site, value.getStart(), value.end, inLine(one.text))
          : edit(site, property.end, property.end, `: ${inLine(one.text)}`),
      );
      replaced.push(made);
    }
  }
  return { edits: [...(missing.length > 0 ? inserted(site, object, missing) : []), ...edits], replaced };
}

/** Where the libraries themselves keep data in the process. */
const IN_PROCESS =
  /^(?:memorystore|cluster-store|precise-memory-rate-limit|@express-rate-limit\/cluster-memory-store|unstorage\/drivers\/memory|@keyv\/memory)$/;
const MEMORY_CLASSES = /(?:^|\.)(?:MemoryStore|Map|KeyvMemory)$/;

function isInProcess(node: ts.Expression): boolean {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return false;
  const from = moduleOf(node.expression);
  if (from !== undefined && IN_PROCESS.test(from)) return true;
  return ts.isNewExpression(node) && MEMORY_CLASSES.test(node.expression.getText());
}

function isReplaceable(node: ts.Expression, { code }: Site): boolean {
  const bare = undressed(node);
  if (/^(?:undefined|null)$/.test(bare.getText()) || isInProcess(bare)) return true;
  if (!ts.isIdentifier(bare)) return false;
  const symbol = ts.isShorthandPropertyAssignment(bare.parent)
    ? code.checker.getShorthandAssignmentValueSymbol(bare.parent)
    : code.checker.getSymbolAtLocation(bare);
  const declared = symbol?.valueDeclaration;
  return (
    declared !== undefined &&
    ts.isVariableDeclaration(declared) &&
    declared.initializer !== undefined &&
    isInProcess(undressed(declared.initializer))
  );
}

/** After the last property, on a line of its own where the others have theirs. */
function inserted(site: Site, object: ts.ObjectLiteralExpression, added: readonly Added[]): Edit[] {
  const { file, style } = site;
  const { properties } = object;
  const last = properties.at(-1);
  if (last === undefined) return [edit(site, object.getStart(), object.end, inBraces(added))];
  const { text } = file;
  const isOnLines = text.slice(object.getStart(), last.getStart()).includes('\n');
  if (!isOnLines) return [edit(site, last.end, last.end, inLine(`, ${added.map(written).join(', ')}`))];
  const lineStart = text.lastIndexOf('\n', last.getStart() - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  const lines = added.map((one) => style.newline + indent + written(one).replaceAll(/\r?\n/g, style.newline + indent));
  const tail = /^(,?)([ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?)/.exec(text.slice(last.end));
  const [, comma = '', comment = ''] = tail ?? [];
  const after = last.end + comma.length + comment.trimEnd().length;
  const list = lines.join(',') + comma;
  if (comma !== '') return [edit(site, after, after, list)];
  if (comment.trim() === '') return [edit(site, last.end, last.end, `,${list}`)];
  return [edit(site, last.end, last.end, ','), edit(site, after, after, list)];
}
