/** Few calls of one function that makes a store, each kept for as long as the program lives: each gives the store a name of its own. */
import { ts } from 'ts-morph';
import { isTest } from '../../workspace/file-kinds.js';
import { namesOf } from '../adapter/index.js';
import type { Calls } from '../calls.js';
import type { Code } from '../code.js';
import { declarationEdits } from '../declare.js';
import { bodyOf, ownDescendants, type FunctionNode } from '../nodes.js';
import type { Target } from '../targets.js';
import type { AdapterChoice, Edit } from '../types.js';
import { isCalledAlone } from '../uses/joint.js';
import { isMadeOnce } from './instances.js';
import { argumentAfter, keptAs, quoteIn } from './named-instances.js';

interface NamedCalls {
  readonly fn: FunctionNode;
  readonly made: readonly { readonly node: ts.CallExpression; readonly name: string }[];
}

interface World {
  readonly code: Code;
  readonly calls: Calls;
}

/** Undefined where it is called once, or where a name cannot be passed by adding one argument at the end. */
export function plainCalls({ code, calls }: World, { declaration }: Target): NamedCalls | undefined {
  const fn = bodyOf(declaration);
  if (ts.isSourceFile(fn) || !ts.isVariableDeclaration(declaration)) return undefined;
  const all = calls.of(fn);
  const own = all.filter((call) => !isOfTest(code, call));
  if (own.length < 2 || !isCalledAlone(code, fn)) return undefined;
  // One name serves one store.
  if ([...ownDescendants(fn)].filter(isCollection).length > 1) return undefined;
  const takesMore = fn.parameters.some(
    ({ questionToken, initializer, dotDotDotToken }) => questionToken ?? initializer ?? dotDotDotToken,
  );
  if (takesMore || all.some(({ arguments: given }) => given.length !== fn.parameters.length)) return undefined;
  if (!own.every((call) => isMadeOnce(code, calls, call, new Set()))) return undefined;
  const kept = own.map(keptAs);
  if (kept.includes(undefined)) return undefined;
  const tests = all.filter((call) => isOfTest(code, call));
  return {
    fn,
    made: [
      ...own.map((node, index) => ({ node, name: kept[index] ?? '' })),
      ...tests.map((node, index) => ({ node, name: `test${index + 1}` })),
    ],
  };
}

const isCollection = (node: ts.Node): boolean =>
  ts.isVariableDeclaration(node) && /^(?:new (?:Map|Set)\b|\[|\{)/.test(node.initializer?.getText() ?? '');

const isOfTest = (code: Code, node: ts.Node): boolean => isTest(code.nameOf(node.getSourceFile()));

/** The function takes a name, and each call gives one; undefined where the store is declared like any other. */
export function namedCallEdits(world: World, target: Target, choice: AdapterChoice): Edit[] | undefined {
  const found = plainCalls(world, target);
  if (found === undefined) return undefined;
  const { fn, made } = found;
  const { code } = world;
  const file = code.nameOf(fn.getSourceFile());
  const base = { stores: [target.store], reason: 'what each call makes is a store of its own, with a name of its own' };
  const text = fn.getText();
  const name =
    ['name', 'storeName', 'collectionName'].find((one) => !new RegExp(`\\b${one}\\b`).test(text)) ?? 'sharedName';
  const parameter = /\.[cm]?tsx?$/.test(file) ? `${name}: string` : name;
  const last = fn.parameters.at(-1);
  const at = last?.end ?? fn.parameters.pos;
  const nameFor = namesFor(code, choice, made);
  return [
    ...declarationEdits(code, target, choice, name),
    { ...base, file, start: at, end: at, text: last === undefined ? parameter : `, ${parameter}` },
    ...made.map(({ node }) => ({
      ...base,
      file: code.nameOf(node.getSourceFile()),
      ...argumentAfter(node, `${quoteIn(node)}${nameFor(node)}${quoteIn(node)}`),
    })),
  ];
}

/** After the store where that tells them apart, else after the file that each is kept in. */
function namesFor(code: Code, choice: AdapterChoice, made: NamedCalls['made']): (node: ts.Node) => string {
  const prefix = choice.name.slice(0, choice.name.lastIndexOf('.'));
  const isTold = new Set(made.map(({ name }) => name)).size === made.length;
  const named = made.map(({ node, name }, index) => ({
    id: String(index),
    file: code.nameOf(node.getSourceFile()),
    symbol: name,
  }));
  const apart = namesOf(named);
  return (node) => {
    const index = made.findIndex((one) => one.node === node);
    return isTold ? `${prefix}.${made[index]?.name ?? ''}` : (apart.get(String(index)) ?? prefix);
  };
}
