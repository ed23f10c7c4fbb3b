/** Few objects of one class that live as long as the program: each gives its own name to the constructor. */
import { ts } from 'ts-morph';
import type { Calls } from '../calls.js';
import type { Code } from '../code.js';
import type { Target } from '../targets.js';
import { construction } from '../declare.js';
import { dressed } from '../nodes.js';
import { indentAt, styleOf } from '../style.js';
import type { AdapterChoice, Edit } from '../types.js';
import { classOf, instancesOf } from './instances.js';

export interface NamedInstances {
  readonly owner: ts.ClassLikeDeclaration;
  readonly field: ts.PropertyDeclaration;
  readonly constructorOf: ts.ConstructorDeclaration | undefined;
  /** Each with the name of the variable that keeps it. */
  readonly made: readonly { readonly node: ts.NewExpression; readonly name: string }[];
}

/** Undefined where a name cannot be passed by adding one argument at the end. */
export function plainInstances(
  { code, calls }: { readonly code: Code; readonly calls: Calls },
  target: Target,
): NamedInstances | undefined {
  const owner = classOf(target);
  const field = target.declaration;
  if (owner === undefined || !ts.isPropertyDeclaration(field) || field.initializer === undefined) return undefined;
  const { single, open } = instancesOf(code, calls, owner);
  if (single.length < 2 || open.length > 0 || owner.heritageClauses !== undefined) return undefined;
  const constructors = owner.members.filter(ts.isConstructorDeclaration);
  const [constructorOf] = constructors.filter(({ body }) => body !== undefined);
  const takesMore = (constructorOf?.parameters ?? []).some(
    ({ questionToken, initializer, dotDotDotToken }) => questionToken ?? initializer ?? dotDotDotToken,
  );
  if (constructors.length > 1 || takesMore) return undefined;
  // One name serves one store.
  if (owner.members.filter((member) => isStoreField(member)).length > 1) return undefined;
  const made = single.map((node) => ({ node, name: keptAs(node) }));
  const names = made.map(({ name }) => name);
  if (names.includes(undefined) || new Set(names).size < names.length) return undefined;
  const usesMembers = owner.members.some(
    (member) =>
      ts.isPropertyDeclaration(member) &&
      member !== field &&
      member.initializer?.getText().includes(`this.${field.name.getText()}`),
  );
  return usesMembers
    ? undefined
    : { owner, field, constructorOf, made: made.map(({ node, name }) => ({ node, name: name ?? '' })) };
}

const isStoreField = (member: ts.ClassElement): boolean =>
  ts.isPropertyDeclaration(member) && /^new (?:Map|Set)\b/.test(member.initializer?.getText() ?? '');

/** The name of the variable or property that keeps it. */
export function keptAs(node: ts.Expression): string | undefined {
  const { parent } = dressed(node);
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  if (ts.isPropertyAssignment(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  if (ts.isPropertyDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  return undefined;
}

/** The constructor takes a name, and each object gives one; undefined where the store is declared like any other. */
export function namedInstanceEdits(
  world: { readonly code: Code; readonly calls: Calls },
  target: Target,
  choice: AdapterChoice,
): Edit[] | undefined {
  const instances = plainInstances(world, target);
  if (instances === undefined) return undefined;
  const { owner, field, made } = instances;
  const source = owner.getSourceFile();
  const file = world.code.nameOf(source);
  const base = { file, stores: [target.store], reason: 'each object is a store of its own, with a name of its own' };
  const isTyped = /\.[cm]?tsx?$/.test(file);
  const typeName = typeNameOf(choice);
  const type = isTyped ? `: ${typeName}` : '';
  const prefix = choice.name.slice(0, choice.name.lastIndexOf('.'));
  return [
    { ...base, start: field.name.end, end: field.initializer?.end ?? field.end, text: type },
    ...constructorEdits(instances, choice, isTyped).map((edit) => ({ ...base, ...edit })),
    ...made.map(({ node, name }) => {
      const text = `${quoteIn(node)}${prefix}.${name}${quoteIn(node)}`;
      return { ...base, file: world.code.nameOf(node.getSourceFile()), ...argumentAfter(node, text) };
    }),
  ];
}

/** What a field of such a store is of, to be imported. */
export const namedInstanceType = (
  world: { readonly code: Code; readonly calls: Calls },
  target: Target,
  choice: AdapterChoice,
): string | undefined =>
  /\.[cm]?tsx?$/.test(target.declaration.getSourceFile().fileName) && plainInstances(world, target) !== undefined
    ? `type ${typeNameOf(choice).replace(/<.*/s, '')}`
    : undefined;

const typeNameOf = ({ constructor, typeArguments }: AdapterChoice): string =>
  `${constructor.replace(/^./, (letter) => letter.toUpperCase())}${typeArguments === undefined ? '' : `<${typeArguments}>`}`;

export const quoteIn = (node: ts.Node): string => styleOf(node.getSourceFile()).quote;

interface Inserted {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function constructorEdits(
  { owner, field, constructorOf }: NamedInstances,
  choice: AdapterChoice,
  isTyped: boolean,
): Inserted[] {
  const source = owner.getSourceFile();
  const { newline, indent, semicolon } = styleOf(source);
  const deep = indentAt(source.text, field.getStart());
  const taken = (constructorOf?.parameters ?? []).map((parameter) => parameter.name.getText());
  const name = ['name', 'storeName', 'collectionName'].find((one) => !taken.includes(one)) ?? 'sharedName';
  const parameter = isTyped ? `${name}: string` : name;
  const assignment = `this.${field.name.getText()} = ${construction(source, choice, name)}${semicolon}`;
  const line = `${newline}${deep}${indent}${assignment}`;
  if (constructorOf?.body === undefined) {
    const last = owner.members.filter((member) => ts.isPropertyDeclaration(member)).at(-1) ?? field;
    const text = `${newline}${newline}${deep}constructor(${parameter}) {${line}${newline}${deep}}`;
    return [{ start: last.end, end: last.end, text }];
  }
  const at = constructorOf.body.getStart() + 1;
  const before = constructorOf.parameters.at(-1);
  const place = before?.end ?? constructorOf.parameters.pos;
  return [
    { start: place, end: place, text: before === undefined ? parameter : `, ${parameter}` },
    { start: at, end: at, text: line },
  ];
}

export function argumentAfter(node: ts.NewExpression | ts.CallExpression, text: string): Inserted {
  const last = node.arguments?.at(-1);
  if (last !== undefined) return { start: last.end, end: last.end, text: `, ${text}` };
  if (node.arguments === undefined) return { start: node.end, end: node.end, text: `(${text})` };
  return { start: node.end - 1, end: node.end - 1, text };
}
