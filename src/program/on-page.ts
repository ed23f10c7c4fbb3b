import { MODULE, type CallFacts, type FunctionId, type ModuleFacts, type Value } from '../model/facts.js';
import { ON_PAGE } from './builtins.js';
import { makesPageStore } from './page-stores.js';

/** Which functions of a component run once its page is shown, which no server does. */

const UI_PACKAGES = /^(react|preact(\/(hooks|compat))?|vue|@vue\/runtime-core|svelte|solid-js|\$app\/navigation)$/;

/** `useEffect(…)`, `onMounted(…)`: what it is given runs on the page. */
function isOfPage(module: ModuleFacts, call: CallFacts): boolean {
  if (makesPageStore(module, call)) return true;
  // A rune is imported from nowhere: `$effect(…)`, `$effect.pre(…)`.
  const { callee } = call;
  const of = callee.kind === 'member' ? callee.of : callee;
  if (of.kind === 'global' && of.name === '$effect') return true;
  const name = nameInUi(module, call);
  return name !== undefined && ON_PAGE.has(name);
}

export function callsOfPage(module: ModuleFacts): ReadonlySet<CallFacts> {
  return new Set(module.calls.filter((call) => isOfPage(module, call)));
}

/** The name of what is called, where it comes from a library for pages. */
function nameInUi({ variables }: ModuleFacts, { callee }: CallFacts): string | undefined {
  const of = callee.kind === 'member' ? callee.of : callee;
  const [imported] = of.kind === 'variable' ? (variables[of.id]?.values ?? []) : [];
  if (imported?.kind !== 'import' || !UI_PACKAGES.test(imported.source)) return undefined;
  return callee.kind === 'member' ? callee.key : imported.name;
}

/**
 * Functions that are made inside others and run on the page alone: those that effects and events are given, and those that nothing but such
 * functions calls.
 */
export function functionsOnPage(module: ModuleFacts, ofPage: ReadonlySet<CallFacts>): ReadonlySet<FunctionId> {
  const onPage = new Set([
    ...[...ofPage].flatMap(functionsGiven),
    ...module.functions.flatMap(({ onPage: answers }, fn) => (answers ? [fn] : [])),
  ]);
  const named = namedFunctions(module);
  if (onPage.size === 0 && !named.some(({ isCallback }) => isCallback)) return onPage;
  const isInside = (fn: FunctionId): boolean =>
    fn !== MODULE && (onPage.has(fn) || isInside(module.functions[fn]?.parent ?? MODULE));
  let before: number;
  do {
    before = onPage.size;
    for (const { fn, variable, isCallback } of named) {
      if (onPage.has(fn)) continue;
      const uses = usesOf(module, variable, ofPage).filter(({ by }) => by !== fn);
      // What is kept for events runs on the page unless the component itself calls it.
      const telling = isCallback ? uses.filter(({ isCalled }) => isCalled) : uses;
      if (!isCallback && uses.length === 0) continue;
      if (telling.every(({ by }) => by === 'page' || isInside(by))) onPage.add(fn);
    }
  } while (onPage.size > before);
  return onPage;
}

/** `const load = async () => …` and `const load = useCallback(async () => …)` of a function, with the variable. */
function namedFunctions(module: ModuleFacts): Named[] {
  return module.variables.flatMap(({ fn: around, values: [value, ...others] }, variable) => {
    const fn = value && others.length === 0 && around !== MODULE ? functionOf(module, value) : undefined;
    return fn === undefined ? [] : [{ fn, variable, isCallback: value?.kind === 'call' }];
  });
}

interface Named {
  fn: FunctionId;
  variable: number;
  /** `useCallback(…)` */
  isCallback: boolean;
}

function functionOf(module: ModuleFacts, value: Value): FunctionId | undefined {
  if (value.kind === 'function') return value.id;
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  if (!call || nameInUi(module, call) !== 'useCallback') return undefined;
  return functionsGiven(call)[0];
}

/** Where a variable is called or handed on: the functions in which that is done, or the page where it is handed to it. */
function usesOf(module: ModuleFacts, variable: number, ofPage: ReadonlySet<CallFacts>): Use[] {
  const isIt = (value: Value): boolean => value.kind === 'variable' && value.id === variable;
  return module.calls.flatMap((call): Use[] => {
    if (isIt(call.callee)) return [{ by: call.fn, isCalled: true }];
    return call.args.some(isIt) ? [{ by: ofPage.has(call) ? 'page' : call.fn, isCalled: false }] : [];
  });
}

interface Use {
  by: FunctionId | 'page';
  isCalled: boolean;
}

function functionsGiven({ args }: CallFacts): FunctionId[] {
  return args.flatMap((argument) => (argument.kind === 'function' ? [argument.id] : []));
}
