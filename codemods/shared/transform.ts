/**
 * The way of every transform: each store of its form is looked at by itself, and either all of its uses are changed or none. Whatever needs types or
 * callers is left as it is and said.
 */
import type { API, FileInfo, Options, Transform } from 'jscodeshift';
import { MagicString } from 'magic-string';
import {
  collectionName,
  declarationEdits,
  declarationsIn,
  importEdits,
  importsOf,
  usesOf,
  type Declaration,
} from './declare.ts';
import { leakFault, placeFault, roleFault, stepFault, valueFault, waitingFault } from './faults.ts';
import { asyncEdits, functionAround } from './functions.ts';
import { settingsFrom, type Settings } from './options.ts';
import { is, lineOf, parse, startOf, type Edit, type Node, type Tree } from './tree.ts';
import { isRefusal, type Access, type Form, type Refusal, type Step, type Store } from './types.ts';
import { isOnlyAName } from './values.ts';

export function transformOf(form: Form): Transform {
  return ({ path, source }: FileInfo, { report }: API, options: Options) => {
    const settings = settingsFrom(options);
    const name = path.replaceAll('\\', '/').replace(/^\.\//, '');
    const tree = read(name, source);
    if (isRefusal(tree)) {
      report(`${name} stays as it is: it does not parse (${tree.why})`);
      return undefined;
    }
    let result = source;
    for (const candidate of candidatesIn(tree, form, settings)) {
      // A store at a time, each on what the one before has left: their changes may lie within each other.
      const now = parse(name, result);
      const declared = declarationsIn(now).find((one) => one.name === candidate);
      if (declared === undefined) continue;
      const answer = changed(now, declared, form, settings);
      report(said(now, declared, answer, settings));
      if (!isRefusal(answer)) result = answer.text;
    }
    return result === source ? undefined : result;
  };
}

function read(path: string, source: string): Tree | Pick<Refusal, 'why'> {
  try {
    return parse(path, source);
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

function said(tree: Tree, { name, declarator }: Declaration, answer: Changed | Refusal, { to }: Settings): string {
  if (!isRefusal(answer)) {
    const where = `${tree.path}:${lineOf(tree, declarator)}`;
    return `${where} \`${name}\` is \`${collectionName(tree.path, name)}\` in ${to} now; no other store may be called so`;
  }
  const where = `${tree.path}:${lineOf(tree, answer.at)}`;
  return `${where} \`${name}\` stays as it is: ${answer.why}. Run: npx coldstate migrate --to ${to} --store ${name}`;
}

const IS_TEST = /\.(?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)(?:__tests__|__mocks__|tests?|e2e)\//;

/** Names, since places move. Of stores that nobody named, those alone that something writes, and none of tests. */
function candidatesIn(tree: Tree, form: Form, { stores }: Settings): string[] {
  if (stores.length === 0 && IS_TEST.test(tree.path)) return [];
  return declarationsIn(tree)
    .filter((declared) => form.fits(tree, declared))
    .filter(({ name }) => stores.includes(name) || stores.length === 0)
    .filter((declared) => stores.length > 0 || usesOf(tree, declared).some((use) => isWritten(tree, form, use)))
    .map(({ name }) => name);
}

function isWritten(tree: Tree, form: Form, use: Node): boolean {
  const access = form.accessOf(tree, use);
  return !isRefusal(access) && access.isWrite;
}

interface Changed {
  readonly text: string;
}

function changed(tree: Tree, declared: Declaration, form: Form, settings: Settings): Changed | Refusal {
  const { list, declarator, name } = declared;
  if (is(tree.parentOf(list), 'ExportNamedDeclaration'))
    return { at: declarator, why: 'it is exported, so other files use it' };
  if (form.isSeeded(declared)) return { at: declarator, why: 'it begins with entries' };
  const answers = usesOf(tree, declared).map((use) => form.accessOf(tree, use));
  const accesses = answers.filter((answer): answer is Access => !isRefusal(answer));
  const store: Store = { ...declared, tree, accesses, settings };
  const refusal =
    answers.find(isRefusal) ??
    placeFault(store) ??
    roleFault(store) ??
    waitingFault(store) ??
    valueFault(store, form) ??
    (accesses.length === 0 ? { at: declarator, why: 'nothing uses it' } : undefined);
  if (refusal !== undefined) return refusal;
  const steps = stepsOf(store, form);
  if (isRefusal(steps)) return steps;
  const collection = form.collection(store, steps);
  if (isRefusal(collection)) return collection;
  const fault = stepFault(store, steps) ?? leakFault(store, form, steps);
  if (fault !== undefined) return fault;
  const imports = [collection.constructor, ...steps.flatMap((step) => step.imports ?? [])];
  const taken = imports.find((word) => word === name || isTaken(tree, word, settings.to));
  if (taken !== undefined) return { at: declarator, why: `\`${taken}\` is the name of something else here` };
  const functions = new Set(accesses.map(({ node }) => functionAround(tree, node)));
  const edits = [
    ...steps.flatMap((step) => step.edits),
    ...[...functions].flatMap((fn) => (fn === undefined ? [] : asyncEdits(tree, fn))),
    ...declarationEdits(tree, declared, collection),
    ...importEdits(tree, imports, settings.to),
  ];
  return { text: withEdits(tree.source, edits) };
}

function withEdits(source: string, edits: readonly Edit[]): string {
  const result = new MagicString(source);
  for (const { start, end, text } of edits) {
    if (start === end) result.appendLeft(start, text);
    else if (text === '') result.remove(start, end);
    else result.overwrite(start, end, text);
  }
  return result.toString();
}

/** Other than by an import of the adapters. */
/** By something that is not the adapters'. */
function isTaken(tree: Tree, word: string, to: string): boolean {
  if (importsOf(tree, to).includes(word)) return false;
  return tree.nodes.some((node) => is(node, 'Identifier') && node.name === word && !isOnlyAName(tree, node));
}

function stepsOf(store: Store, form: Form): Step[] | Refusal {
  const taken = new Set<Access>();
  const steps: Step[] = [];
  for (const access of store.accesses) {
    const step = form.idioms
      .map((idiom) => idiom(store, access))
      .find((found) => found?.accesses.every((one) => !taken.has(one)));
    if (step === undefined) continue;
    for (const one of step.accesses) taken.add(one);
    steps.push(step);
  }
  for (const access of store.accesses) {
    if (taken.has(access)) continue;
    const step = form.plain(store, access);
    if (isRefusal(step)) return step;
    steps.push(step);
  }
  return steps.sort((a, b) => startOf(a.node) - startOf(b.node));
}
