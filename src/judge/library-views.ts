import { ANY_KEY, type CallFacts, type FunctionId, type ModuleFacts, type Value } from '../model/facts.js';
import type { ArgumentView, CallView } from '../model/library.js';
import type { Program } from '../program/index.js';
import type { CallSite } from '../program/resolve.js';
import type { Target } from '../program/targets.js';

/** Calls and their arguments as the tables of libraries read them. */

const DEEPEST = 6;
const UNDEFINED: ArgumentView = { kind: 'literal', value: undefined };

/** One call of a function, which says what the function's parameters are: `makeLimiter({ store })`. */
export interface Binding {
  module: ModuleFacts;
  fn: FunctionId;
  site: CallSite;
}

interface Cx {
  program: Program;
  binding?: Binding | undefined;
  depth: number;
}

const deeper = (cx: Cx): Cx => ({ ...cx, depth: cx.depth + 1 });

export function callView(
  module: ModuleFacts,
  call: CallFacts,
  program: Program,
  { binding, args = call.args }: { binding?: Binding | undefined; args?: readonly Value[] } = {},
): CallView {
  return viewOf(module, call, args, { program, binding, depth: 0 });
}

function viewOf(module: ModuleFacts, call: CallFacts, args: readonly Value[], cx: Cx): CallView {
  return {
    arguments: args.map((argument) => argumentView(module, argument, cx)),
    methods: cx.depth === 0 ? membersUsed(module, call, cx.program) : [],
  };
}

/** Members of what a call gives that are called or read in its own module. */
function membersUsed(module: ModuleFacts, call: CallFacts, program: Program): string[] {
  const id = module.calls.indexOf(call);
  const isResult = (of: Value): boolean =>
    (of.kind === 'call' && of.id === id) ||
    program.resolve(module, of).some((target) => target.kind === 'created' && target.call === call);
  const inChain = (value: Value): string[] => {
    if (value.kind !== 'member') return [];
    // The innermost member is the result's own: of `wss.clients.forEach` that is `clients`.
    const inner = inChain(value.of);
    if (inner.length > 0) return inner;
    return isResult(value.of) ? [value.key] : [];
  };
  return [
    ...module.calls.flatMap(({ callee, args }) => [callee, ...args].flatMap(inChain)),
    ...module.reads.flatMap(({ of }) => inChain(of)),
  ];
}

function argumentView(module: ModuleFacts, value: Value, cx: Cx): ArgumentView {
  if (cx.depth > DEEPEST) return { kind: 'unknown' };
  if (value.kind === 'either') return oneOf(value.of.map((one) => argumentView(module, one, deeper(cx))));
  const bound = boundView(module, value, cx);
  if (bound) return bound;
  const targets = cx.program.resolve(module, value).filter(({ kind }) => kind !== 'place');
  return oneOf(targets.map((target) => targetView(target, cx)));
}

function oneOf(views: readonly ArgumentView[]): ArgumentView {
  const [only] = views;
  if (!only) return { kind: 'unknown' };
  return views.length === 1 ? only : { kind: 'either', of: views };
}

/** What a parameter is where the function is called from the site that is looked at. */
function boundView(module: ModuleFacts, value: Value, cx: Cx): ArgumentView | undefined {
  const { binding } = cx;
  if (binding?.module !== module) return undefined;
  if (value.kind === 'member' && boundView(module, value.of, cx)) {
    return memberOf(argumentView(module, value.of, deeper(cx)), value.key);
  }
  if (value.kind !== 'variable') return undefined;
  const position = module.functions[binding.fn]?.parameters.indexOf(value.id) ?? -1;
  const { site } = binding;
  if (position >= 0) {
    const given = site.call.args[position];
    const own = module.variables[value.id]?.values ?? [];
    // A default stands in only where nothing is given.
    if (given) return argumentView(site.module, given, { program: cx.program, depth: cx.depth + 1 });
    return own.length > 0 ? oneOf(own.map((one) => argumentView(module, one, deeper(cx)))) : UNDEFINED;
  }
  const variable = module.variables[value.id];
  if (variable?.fn !== binding.fn || variable.values.length === 0) return undefined;
  return oneOf(variable.values.map((one) => argumentView(module, one, deeper(cx))));
}

function memberOf(value: ArgumentView, key: string): ArgumentView {
  if (value.kind === 'object') return value.option(key) ?? (value.open ? { kind: 'unknown' } : UNDEFINED);
  if (value.kind === 'either') return oneOf(value.of.map((one) => memberOf(one, key)));
  return value.kind === 'literal' ? UNDEFINED : { kind: 'unknown' };
}

function targetView(target: Target, cx: Cx): ArgumentView {
  switch (target.kind) {
    case 'literal':
      return { kind: 'literal', value: target.value };
    case 'object':
      return objectView(target.module, target.id, cx);
    case 'array': {
      const elements = target.module.arrays[target.id]?.elements ?? [];
      return { kind: 'list', of: elements.map((element) => argumentView(target.module, element, deeper(cx))) };
    }
    case 'created':
      return {
        kind: 'made',
        package: target.package,
        path: target.call.new ? exportPath(target.path) : exportPath(target.path).replace(/\(\)$/, ''),
        call: viewOf(target.module, target.call, target.call.args, deeper(cx)),
      };
    case 'builtin':
      return { kind: 'made', package: 'global', path: target.name };
    case 'external':
      return { kind: 'made', package: target.package, path: exportPath(target.path) };
    case 'derived':
      return { kind: 'unknown' };
    default:
      return { kind: 'other' };
  }
}

/** `default`, `MemoryStore`, `default()`: a path as the tables write it. */
export function exportPath(path: readonly string[]): string {
  return path.length === 0 ? 'default' : path.join('.').replaceAll('.()', '()').replace(/^\(\)/, 'default()');
}

/** What a module's `useFactory` returns are the options that the framework will use. */
const FACTORY = 'useFactory';

function objectView(module: ModuleFacts, id: number, cx: Cx): ArgumentView {
  const properties = module.objects[id]?.properties ?? [];
  const spreads = properties
    .filter(({ key }) => key === '...')
    .map(({ value }) => argumentView(module, value, deeper(cx)));
  const factory = properties.find(({ key }) => key === FACTORY);
  const made = factory ? returnedViews(module, factory.value, cx) : [];
  const inner = [...spreads, ...made];
  return {
    kind: 'object',
    open: properties.some(({ key }) => key === ANY_KEY) || inner.some(isOpen),
    option: (key) => {
      if (key === ANY_KEY) return oneOf(properties.map(({ value }) => argumentView(module, value, deeper(cx))));
      const own = properties.findLast((property) => property.key === key);
      if (own) return argumentView(module, own.value, deeper(cx));
      const found = inner.flatMap((view) => optionAmong(view, key) ?? []);
      return found.length > 0 ? oneOf(found) : undefined;
    },
  };
}

function returnedViews(module: ModuleFacts, value: Value, cx: Cx): ArgumentView[] {
  return cx.program
    .resolve(module, value)
    .flatMap((target) =>
      target.kind === 'function' ? target.facts.returns.map((one) => argumentView(target.module, one, deeper(cx))) : [],
    );
}

function isOpen(view: ArgumentView): boolean {
  if (view.kind === 'either') return view.of.some(isOpen);
  return view.kind === 'object' ? view.open : view.kind !== 'literal';
}

/** `...(redis ? { store } : {})` gives the option or nothing. */
function optionAmong(view: ArgumentView, key: string): ArgumentView | undefined {
  if (view.kind === 'object') return view.option(key);
  if (view.kind !== 'either') return undefined;
  const found = view.of.map((one) => optionAmong(one, key));
  return found.some((one) => one !== undefined) ? oneOf(found.map((one) => one ?? UNDEFINED)) : undefined;
}
