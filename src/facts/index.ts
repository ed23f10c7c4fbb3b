import type { ModuleFacts, Span } from '../model/facts.js';
import type { Program } from '../syntax/parse.js';
import { innerScope } from '../syntax/scope.js';
import { compact } from './compact.js';
import { emptyFacts, moduleContext, spanOf, type Context, type Node, type OnReference } from './context.js';
import { addFunction, directivesOf, runBody } from './functions.js';
import { describeComponent, isSvelte, ownedBy, propertiesOf } from './svelte.js';

export interface FactsOptions {
  /** Parts of the file whose statements run for each component that is rendered. */
  perComponent?: readonly Span[];
  onReference?: OnReference;
}

/** What one parsed file says, as plain data. Pure: the same program gives the same facts. */
export function factsOf(file: string, program: Program, options: FactsOptions = {}): ModuleFacts {
  const { perComponent = [], onReference } = options;
  const facts = emptyFacts(file);
  facts.directives = directivesOf(program);
  facts.esm = program.body.some(isLinkage);
  const cx = moduleContext(facts, onReference);
  if (perComponent.length === 0) {
    runBody(program, cx);
    return compact(facts);
  }
  const isComponent = (node: Node): boolean => {
    const [start] = spanOf(node);
    const isOwned = !isLinkage(isSvelte(file) ? ownedBy(node) : node);
    return isOwned && perComponent.some((span) => start >= span[0] && start < span[1]);
  };
  runBody({ ...program, body: program.body.filter((node) => !isComponent(node)) }, cx);
  runComponent({ ...program, body: program.body.filter(isComponent) }, cx);
  return compact(facts);
}

/** Imports and exports belong to the module wherever they stand. */
function isLinkage(node: Node): boolean {
  return /^(Import|Export)/.test(node.type);
}

function runComponent(program: Program, cx: Context): void {
  const fn = addFunction(cx, program, program, { kind: 'function', name: 'component' });
  const facts = cx.facts.functions[fn];
  if (facts) facts.component = true;
  const scope = innerScope(cx.scope, fn);
  const self = { kind: 'function', function: fn } as const;
  // `ownedBy` gives declarations for exports of declarations alone.
  const body = program.body.map(ownedBy) as Program['body'];
  runBody({ ...program, body }, { ...cx, fn, self, scope });
  if (isSvelte(cx.facts.file)) describeComponent(cx.facts, fn, scope, propertiesOf(program.body));
}
