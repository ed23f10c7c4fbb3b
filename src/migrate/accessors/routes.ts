/** How the caller of an accessor names the store that its step is of: by its own name, through the object that holds it, or by a member that hands on. */
import { ts } from 'ts-morph';
import { isInside, undressed, type FunctionNode } from '../nodes.js';
import { styleOf, indentAt } from '../style.js';
import type { Edit } from '../types.js';
import { meaningOf } from '../uses/brand.js';
import { nameIn } from './naming.js';
import { declarationOf, isLocal } from './keys.js';
import { blocked, isBlocked, type Accessor, type Blocked, type World } from './types.js';
import { cellTypeIn } from './cell-type.js';

/** Something with a `transact` of the store, in the words of one place. */
export interface Route {
  /** What declares the name that it begins with. */
  readonly root: ts.Declaration | 'this';
  /** `polls`, `this.links`. */
  readonly text: string;
  /** Members on the way that not everybody may use. */
  readonly isHidden: boolean;
  /** `transact`, or the member that hands on. */
  readonly method: string;
  readonly edits: readonly Omit<Edit, 'reason' | 'stores'>[];
}

export interface Routes {
  /** From the place of a call. */
  readonly at: (call: ts.CallExpression) => Route | Blocked;
}

export function routesOf(world: World, accessors: ReadonlyMap<FunctionNode, Accessor>): Routes {
  const { code, calls } = world;
  const { checker } = code;
  const homes = new Map<FunctionNode, Route | Blocked>();

  /** As the accessor itself would name it. */
  function homeOf(fn: FunctionNode): Route | Blocked {
    const known = homes.get(fn);
    if (known !== undefined) return known;
    homes.set(fn, blocked('ESCAPING_REF', fn, 'it calls itself with a record that is changed'));
    const accessor = accessors.get(fn);
    const [access] = accessor?.own ?? [];
    const [call] = accessor?.inner ?? [];
    const home =
      access !== undefined
        ? ofReceiver(undressed(access.receiver))
        : call !== undefined
          ? homeAt(call)
          : blocked('ESCAPING_REF', fn, 'its store cannot be named');
    homes.set(fn, home);
    return home;
  }

  function ofReceiver(receiver: ts.Expression): Route | Blocked {
    const chain = chainOf(receiver);
    const kept = chain && keptInModule(chain);
    if (chain !== undefined && kept !== undefined) {
      const text = receiver.getText().slice((chain.members[0]?.getStart() ?? 0) - receiver.getStart());
      return { root: kept, text, isHidden: false, method: 'transact', edits: [] };
    }
    const root = chain && rootOf(chain.root);
    if (chain === undefined || root === undefined)
      return blocked('ESCAPING_REF', receiver, `\`${receiver.getText()}\` cannot be named by those who call this`);
    return { root, text: receiver.getText(), isHidden: chain.members.some(isHidden), method: 'transact', edits: [] };
  }

  function at(call: ts.CallExpression): Route | Blocked {
    const home = homeAt(call);
    return isBlocked(home) || home.root === 'this' ? home : ofVariable(home, home.root, call);
  }

  /** In the words of the module that declares the root. */
  function homeAt(call: ts.CallExpression): Route | Blocked {
    const fn = calls.targetOf(call);
    const home = fn ? homeOf(fn) : undefined;
    if (fn === undefined || home === undefined || isBlocked(home)) return home ?? unnamed(call);
    if (home.root !== 'this') return home;
    const callee = undressed(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || callee.questionDotToken) return unnamed(call);
    const object = undressed(callee.expression);
    if (object.kind === ts.SyntaxKind.ThisKeyword) return home;
    const through = ofReceiver(object);
    if (isBlocked(through)) return through;
    if (!home.isHidden)
      return { ...through, text: `${through.text}${home.text.slice('this'.length)}`, method: home.method };
    const member = handingOn(fn, home);
    return member === undefined
      ? unnamed(call)
      : { ...through, method: member.name, edits: [...home.edits, ...through.edits, ...member.edits] };
  }

  const unnamed = (call: ts.CallExpression): Blocked =>
    blocked('ESCAPING_REF', call, `the store behind \`${call.expression.getText()}\` cannot be named here`);

  function ofVariable(home: Route, variable: ts.Declaration, call: ts.CallExpression): Route | Blocked {
    if (!isVariable(variable) || isLocal(variable)) {
      const scope = isLocal(variable) ? scopeOf(variable) : variable.getSourceFile();
      return isInside(call, scope) ? home : unnamed(call);
    }
    const named = nameIn(code, variable, call);
    if (named === undefined) return unnamed(call);
    const rest = home.text.slice(variable.name.getText().length);
    return { ...home, text: named.text + rest, edits: [...home.edits, ...named.edits] };
  }

  /** `store.polls`, of `import * as store` and of `const store = require('./store')`: the variable of that module. */
  function keptInModule({ root, members }: Chain): ts.VariableDeclaration | undefined {
    const [first] = members;
    const [declared] = ts.isIdentifier(root) ? (checker.getSymbolAtLocation(root)?.declarations ?? []) : [];
    if (first === undefined || declared === undefined) return undefined;
    const isModule =
      ts.isNamespaceImport(declared) ||
      (ts.isVariableDeclaration(declared) && declared.initializer?.getText().startsWith('require(') === true);
    const kept =
      isModule && ts.isIdentifier(first) ? meaningOf(checker, first)?.declarations?.find(isVariable) : undefined;
    return kept === undefined || isLocal(kept) ? undefined : kept;
  }

  function rootOf(node: ts.Expression): Route['root'] | undefined {
    if (node.kind === ts.SyntaxKind.ThisKeyword) return 'this';
    if (!ts.isIdentifier(node)) return undefined;
    const meant = meaningOf(checker, node)?.declarations?.find(isVariable);
    return meant ?? checker.getSymbolAtLocation(node)?.declarations?.[0];
  }

  function isHidden(member: ts.MemberName): boolean {
    if (ts.isPrivateIdentifier(member)) return true;
    return (checker.getSymbolAtLocation(member)?.declarations ?? []).some(
      (one) => (ts.getCombinedModifierFlags(one) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0,
    );
  }

  function handingOn(fn: FunctionNode, home: Route): { name: string; edits: Route['edits'] } | undefined {
    const owner = fn.parent;
    if (!ts.isClassLike(owner)) return undefined;
    // The same one for all accessors of a class: the first says where it stands and what the key is called.
    const first = [...accessors.values()]
      .filter((one) => one.fn.parent === owner)
      .sort((a, b) => a.fn.pos - b.fn.pos)
      .find((one) => ts.isMethodDeclaration(one.fn));
    if (first === undefined) return undefined;
    const file = owner.getSourceFile();
    const isTyped = /\.[cm]?tsx?$/.test(file.fileName);
    const cell = isTyped ? cellTypeIn(world, owner) : undefined;
    if (isTyped && cell === undefined) return undefined;
    const name = freeMember(owner);
    const { newline, indent, semicolon } = styleOf(file);
    const outer = indentAt(file.text, first.fn.getStart());
    const key = keyParameter(first);
    const head = isTyped
      ? `${name}<R>(${key.name}: ${key.type}, body: (cell: ${cell?.text ?? ''}) => R): Promise<R>`
      : `${name}(${key.name}, body)`;
    const call = `return ${home.text}.${home.method}(${key.name}, body)${semicolon}`;
    const text = `${newline}${newline}${outer}${head} {${newline}${outer}${indent}${call}${newline}${outer}}`;
    const edit = { file: code.nameOf(file), start: first.fn.end, end: first.fn.end, text };
    return { name, edits: [edit, ...(cell?.edits ?? [])] };
  }

  function keyParameter({ key, fn }: Accessor): { name: string; type: string } {
    const [only] = key;
    const isOne = key.length === 1 && typeof only !== 'string';
    const declaration = isOne ? declarationOf(checker, only) : undefined;
    if (declaration === undefined || !ts.isParameter(declaration) || declaration.parent !== fn)
      return { name: 'key', type: 'string' };
    return { name: declaration.name.getText(), type: declaration.type?.getText() ?? 'string' };
  }

  function freeMember(owner: ts.ClassLikeDeclaration): string {
    const { target, targets } = world;
    const stores = targets.filter(({ declaration }) => isOf(declaration, owner)).length;
    const isTaken = checker.getPropertyOfType(checker.getTypeAtLocation(owner), 'transact') !== undefined;
    const store = target.name.text.replace(/^[#_]+/, '');
    return stores > 1 || isTaken ? `transact${store.charAt(0).toUpperCase()}${store.slice(1)}` : 'transact';
  }

  return { at };
}

const isVariable = (node: ts.Node): node is ts.VariableDeclaration =>
  ts.isVariableDeclaration(node) && ts.isIdentifier(node.name);

function isOf(declaration: ts.Node, owner: ts.ClassLikeDeclaration): boolean {
  for (let at = declaration; !ts.isSourceFile(at); at = at.parent) if (at === owner) return true;
  return false;
}

function scopeOf(variable: ts.Node): ts.Node {
  for (let at = variable.parent; ; at = at.parent) if (ts.isSourceFile(at) || ts.isFunctionLike(at)) return at;
}

interface Chain {
  readonly root: ts.Expression;
  readonly members: readonly ts.MemberName[];
}

function chainOf(node: ts.Expression): Chain | undefined {
  const members: ts.MemberName[] = [];
  let at = undressed(node);
  while (ts.isPropertyAccessExpression(at)) {
    if (at.questionDotToken) return undefined;
    members.unshift(at.name);
    at = undressed(at.expression);
  }
  return { root: at, members };
}
