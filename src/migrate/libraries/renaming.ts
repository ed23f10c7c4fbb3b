/** A class that takes the place of another of the same package: where it is made, where it is imported, and where it is named as a type. */
import { ts } from 'ts-morph';
import { descendants, isInside } from '../nodes.js';
import type { Edit } from '../types.js';
import { moduleOf } from './imports.js';
import type { Closed } from './options.js';
import type { Site } from './types.js';

/** `together`: calls that are migrated with this one. */
export function renamed(site: Site, to: string, together: readonly ts.Node[]): { edits: Edit[] } | Closed {
  const { call, code, file } = site;
  const callee = call.expression;
  if (ts.isPropertyAccessExpression(callee)) return { edits: [edit(site, callee.name, to)] };
  if (!ts.isIdentifier(callee)) return { why: `\`${callee.getText()}\` is no name`, at: callee };
  const from = callee.text;
  const foreign = code.files.find((other) => other !== file && namesOf(other, from).some((name) => isType(name)));
  const elsewhere = foreign && namesOf(foreign, from).find(isType);
  if (elsewhere)
    return { why: `${code.nameOf(elsewhere.getSourceFile())} takes a \`${from}\` by its type`, at: elsewhere };
  const names = namesOf(file, from);
  const specifier = names.find((name) => isSpecifier(name));
  const own = annotationOf(call, names);
  const stay = names.filter(
    (name) =>
      name !== specifier && !isType(name) && name !== callee && !together.some((other) => isCallee(name, other)),
  );
  if (stay.length === 0) {
    const types = names.filter(isType);
    return { edits: [callee, ...types, ...(specifier ? [specifier] : [])].map((name) => edit(site, name, to)) };
  }
  const hasIt = namesOf(file, to).some(isSpecifier);
  const insertion = specifier && !hasIt ? [insertAfter(site, specifier, to)] : [];
  return { edits: [edit(site, callee, to), ...(own ? [edit(site, own, to)] : []), ...insertion] };
}

function edit({ code, finding }: Site, node: ts.Node, text: string): Edit {
  const file = node.getSourceFile();
  return {
    file: code.nameOf(file),
    start: node.getStart(),
    end: node.end,
    text,
    reason: 'the class that keeps its data elsewhere',
    stores: [finding.id],
  };
}

function insertAfter(site: Site, specifier: ts.Identifier, name: string): Edit {
  const { end } = specifier.parent;
  return { ...edit(site, specifier, `, ${name}`), start: end, end };
}

function namesOf(file: ts.SourceFile, text: string): ts.Identifier[] {
  if (!file.text.includes(text)) return [];
  return [...descendants(file)].filter(
    (node): node is ts.Identifier => ts.isIdentifier(node) && node.text === text && moduleOf(node) !== undefined,
  );
}

function isSpecifier(name: ts.Identifier): boolean {
  return (ts.isImportSpecifier(name.parent) || ts.isBindingElement(name.parent)) && name.parent.name === name;
}

function isType(name: ts.Identifier): boolean {
  return ts.isTypeReferenceNode(name.parent);
}

function isCallee(name: ts.Identifier, call: ts.Node): boolean {
  return (ts.isNewExpression(call) || ts.isCallExpression(call)) && call.expression === name;
}

function annotationOf(call: ts.Node, names: readonly ts.Identifier[]): ts.Identifier | undefined {
  const { parent } = call;
  const type = ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) ? parent.type : undefined;
  return type && names.find((name) => isType(name) && isInside(name, type));
}
