import {
  ANY_KEY,
  MODULE,
  type FunctionFacts,
  type ModuleFacts,
  type TypeName,
  type Value,
  type Variable,
} from '../model/facts.js';
import { keptIn } from '../model/lazily.js';
import { GLOBAL_OBJECTS, ITERATES } from './builtins.js';
import { classMember } from './class-members.js';
import type { Closures } from './closures.js';
import { returnedFresh } from './deep-copies.js';
import { Fixpoint } from './fixpoint.js';
import type { ProgramIndex } from './index-program.js';
import type { Located, Modules } from './modules.js';
import { copied, distinct, inside, instanceOf, instanceOfClass, isInstance, united } from './places.js';
import { callResult } from './results.js';
import { functionKey, globalRoot, variableRoot, type CallSite, type Target } from './targets.js';

export type { CallSite };

/** Far beyond what people write; a bound for the stack, because values can be recursive. */
const MOST_STEPS = 250;
const MADE = new Set<Value['kind']>(['object', 'array', 'function', 'class', 'literal', 'derived', 'regexp', 'copy']);
const MOST_CALLERS = 40;
/** They are what they are, without a look at anything else: there is nothing to remember. */
const PLAIN = new Set<Value['kind']>([
  'object',
  'array',
  'function',
  'class',
  'literal',
  'regexp',
  'derived',
  'unknown',
]);
/** They are told apart by where they stand. */
const HAS_PLACE = new Set<Value['kind']>(['object', 'array', 'function', 'class']);
const DERIVED: readonly Target[] = [{ kind: 'derived' }];
const NOTHING: readonly Target[] = [];
/** They stand for something else, which is remembered. */
const STANDS_FOR = new Set<Value['kind']>(['variable', 'awaited', 'import', 'global', 'this']);

/**
 * Finds what values mean, on demand: through variables, imports, members, `this`, results of calls and, where callers are known,
 * parameters. It says what a value may be and forgets in which order things happen.
 */
export class Resolver {
  readonly #modules: Modules;
  /** Who calls a function with which arguments; known once the calls have been found that need no arguments to be found. */
  #callers: ReadonlyMap<string, readonly CallSite[]> | undefined;
  readonly index: ProgramIndex;
  /** Of values and variables, and by name of fields, properties and functions. */
  readonly #answers = new Fixpoint<Value | Variable | FunctionFacts | string, Target>(distinct);
  /** Of what is written out. */
  readonly #plain = new Map<Value, readonly Target[]>();
  #depth = 0;

  constructor(modules: Modules, index: ProgramIndex) {
    this.#modules = modules;
    this.index = index;
  }

  /** From now on parameters hold what callers pass. */
  tellCallers(callers: ReadonlyMap<string, readonly CallSite[]>): void {
    this.#callers = callers;
    this.#answers.reconsider();
  }

  get closures(): Closures {
    return this.index.closures;
  }

  resolve(module: ModuleFacts, value: Value): readonly Target[] {
    if (PLAIN.has(value.kind)) return this.#written(module, value);
    if (this.#depth >= MOST_STEPS) return [];
    this.#depth++;
    const targets = STANDS_FOR.has(value.kind)
      ? this.#targetsOf(module, value)
      : (this.#answers.known(value) ?? this.#answers.ask(value, () => this.#targetsOf(module, value)));
    this.#depth--;
    return targets;
  }

  #written(module: ModuleFacts, value: Value): readonly Target[] {
    if (!HAS_PLACE.has(value.kind)) return this.#targetsOf(module, value);
    return keptIn(this.#plain, value, () => this.#targetsOf(module, value));
  }

  /** What any of several values may be. */
  any(module: ModuleFacts, values: readonly Value[]): readonly Target[] {
    const [only] = values;
    if (only && values.length === 1) return this.resolve(module, only);
    return united(values.map((value) => this.resolve(module, value)));
  }

  /** The answer of what has a name, worked out once, however it is defined through others. */
  once(
    name: Variable | FunctionFacts | string,
    work: () => readonly Target[],
    certain?: () => readonly Target[],
  ): readonly Target[] {
    return this.#answers.ask(name, work, certain);
  }

  #targetsOf(module: ModuleFacts, value: Value): readonly Target[] {
    switch (value.kind) {
      case 'variable':
        return this.variable(module, value.id);
      case 'import':
        return this.#imported(module, value.source, value.name);
      case 'global':
        return this.#global(value.name);
      case 'this':
        return this.#this(module, value.of);
      case 'member':
        if (isOwnExports(value.of)) return this.exported(module, value.key);
        return united([this.member(this.resolve(module, value.of), value.key), this.#assigned(module, value)]);
      case 'call':
        return callResult(this, module, value.id);
      case 'object':
      case 'array':
        return [{ kind: value.kind, module, id: value.id }];
      case 'function': {
        const facts = module.functions[value.id];
        return facts ? [{ kind: 'function', module, fn: value.id, facts }] : [];
      }
      case 'class': {
        const facts = module.classes[value.id];
        return facts ? [{ kind: 'class', module, id: value.id, facts }] : [];
      }
      case 'either':
        return this.any(module, value.of);
      case 'copy':
        return this.any(module, value.of).flatMap(copied);
      case 'awaited':
        return this.resolve(module, value.of);
      case 'literal':
        return [{ kind: 'literal', value: value.value }];
      case 'regexp':
        return [{ kind: 'regexp', flags: value.flags }];
      case 'derived':
        return DERIVED;
      case 'unknown':
        return NOTHING;
    }
  }

  /** What a variable holds: itself where it is state of its own, and whatever is assigned to it. */
  variable(module: ModuleFacts, id: number): readonly Target[] {
    const variable = module.variables[id];
    if (!variable) return [];
    const known = this.#answers.known(variable);
    if (known) return known;
    const own: readonly Target[] = holdsState(variable)
      ? [{ kind: 'place', root: variableRoot(module, id), path: [] }]
      : [];
    const work = (): readonly Target[] => {
      const held = this.#held(module, id, variable);
      const isAlias =
        variable.declared === 'const' &&
        held.some((target) => target.kind === 'place' || isGlobalObject(target)) &&
        !variable.values.some((value) => this.#makes(module, value));
      return isAlias ? held : united([own, held]);
    };
    return this.once(variable, work, () => own);
  }

  #held(module: ModuleFacts, id: number, variable: Variable): readonly Target[] {
    const values = this.any(module, variable.values);
    const passed = variable.declared === 'parameter' ? this.#arguments(module, id) : [];
    const isKnown = values.some(isInstance) || passed.some(isInstance);
    return united([values, passed, variable.type && !isKnown ? this.typed(module, variable.type) : []]);
  }

  /** Whether a value is made on the spot, so that the variable it is given to is state of its own and no second name. */
  #makes(module: ModuleFacts, value: Value): boolean {
    if (value.kind === 'either') return value.of.some((one) => this.#makes(module, one));
    if (value.kind === 'awaited') return this.#makes(module, value.of);
    if (value.kind === 'call') return !this.resolve(module, value).some((target) => target.kind === 'place');
    return MADE.has(value.kind);
  }

  #imported(module: ModuleFacts, source: string, name: string): readonly Target[] {
    const from = this.#modules.imported(module, source);
    if (from.kind === 'package') return [{ kind: 'external', package: from.name, path: name === '*' ? [] : [name] }];
    if (name !== '*') return this.exported(from.module, name);
    return [{ kind: 'module', module: from.module }, ...this.exported(from.module, '=')];
  }

  exported(module: ModuleFacts, name: string): readonly Target[] {
    return united(this.#modules.exported(module, name).map((located) => this.#located(located)));
  }

  #located({ module, value }: Located): readonly Target[] {
    return this.resolve(module, value);
  }

  #global(name: string): readonly Target[] {
    const target: Target = { kind: 'global', path: [name] };
    // `declare global { var store }` makes a property of globalThis usable under its bare name.
    return this.index.globals.has(name) ? [{ kind: 'place', root: globalRoot(name), path: [] }, target] : [target];
  }

  #this(module: ModuleFacts, of: Extract<Value, { kind: 'this' }>['of']): readonly Target[] {
    if (of.kind === 'object') return this.#objectThis(module, of.object);
    if (of.kind === 'function' || of.kind === 'module') return [];
    const facts = module.classes[of.class];
    if (!facts) return [];
    if (of.kind === 'instance' && of.super)
      return facts.superclass ? this.resolve(module, facts.superclass).flatMap(instanceOf) : [];
    return [{ kind: of.kind === 'instance' ? 'instance' : 'class', module, id: of.class, facts }];
  }

  /** `this` in the methods of an object literal is the variable that holds the literal, where there is one. */
  #objectThis(module: ModuleFacts, id: number): readonly Target[] {
    const object: Target = { kind: 'object', module, id };
    const holder = this.index.holders.get(`${module.file}#${id}`);
    return holder === undefined ? [object] : [{ kind: 'place', root: variableRoot(module, holder), path: [] }, object];
  }

  member(bases: readonly Target[], key: string): readonly Target[] {
    if (bases.length === 0) return NOTHING;
    const known = united(bases.map((base) => this.#declaredMember(base, key)));
    // A field or method of an instance stands for itself, not for a part of the variable that holds the instance.
    const isDeclared = bases.some(
      (base) => (base.kind === 'instance' || base.kind === 'class' || base.kind === 'module') && known.length > 0,
    );
    const places = isDeclared ? [] : bases.flatMap((base) => (base.kind === 'place' ? inside(base, key) : []));
    return united([places, known]);
  }

  /** `state.client = new Redis()`: what is assigned to a member of a variable is what reading the member gives. */
  #assigned(module: ModuleFacts, { of, key }: Extract<Value, { kind: 'member' }>): readonly Target[] {
    if (of.kind !== 'variable') return [];
    const name = `${module.file}#${of.id}.${key}`;
    const values = this.index.members.get(name);
    if (!values) return [];
    const held = this.once(`member:${name}`, () => this.any(module, values));
    // `handlers[event.type]` is one of the functions that were put there under whatever name.
    return key === ANY_KEY ? held.filter(({ kind }) => kind === 'function') : held;
  }

  #declaredMember(base: Target, key: string): readonly Target[] {
    switch (base.kind) {
      case 'instance':
        return classMember(this, base, key, false);
      case 'class':
        return key === 'prototype' ? [instanceOfClass(base)] : classMember(this, base, key, true);
      case 'module':
        return this.exported(base.module, key);
      case 'object':
        return this.#property(base.module, base.id, key);
      case 'array': {
        const elements = base.module.arrays[base.id]?.elements ?? [];
        const chosen = key === ANY_KEY ? elements : elements.slice(Number(key), Number(key) + 1);
        return chosen
          .flatMap((element) => this.resolve(base.module, element))
          .map((target) => (target.kind === 'place' && target.copied ? inside(target, key) : target));
      }
      case 'external':
        return [{ ...base, path: [...base.path, key] }];
      case 'created':
        // Whatever a package made a list of: how long that is, is a number.
        if (key === 'length') return [{ kind: 'derived' }];
        return base.path.length > 12 ? [] : [{ ...base, path: [...base.path, key] }];
      case 'global': {
        if (isGlobalObject(base)) return this.#globalProperty(key);
        return [{ kind: 'global', path: [...base.path, key] }];
      }
      default:
        return [];
    }
  }

  /** `globalThis.x` is one store for the whole program, wherever it is assigned. */
  #globalProperty(key: string): readonly Target[] {
    // Under a name that is not known it could be any of them, which is to know nothing.
    if (key === ANY_KEY) return [];
    const place: Target = { kind: 'place', root: globalRoot(key), path: [] };
    const host: Target = { kind: 'global', path: [key] };
    const values = this.index.globals.get(key);
    if (!values) return [place, host];
    const held = this.once(`global:${key}`, () =>
      values.flatMap((located) => this.#located(located)).filter((target) => target.kind !== 'place'),
    );
    return [place, ...held];
  }

  #property(module: ModuleFacts, id: number, key: string): readonly Target[] {
    // `state = { ...state, ready: true }` spreads an object into itself.
    return this.once(`property:${module.file}#${id}.${key}`, () => {
      const properties = module.objects[id]?.properties ?? [];
      // `{ ...defaults, filters: [] }`: what is written out replaces what was spread before it.
      const own = key === ANY_KEY ? -1 : properties.findLastIndex((property) => property.key === key);
      return properties.slice(Math.max(own, 0)).flatMap((property) => {
        if (property.key === '...') return this.#spreadMember(this.resolve(module, property.value), key);
        const isIt = property.key === key || key === ANY_KEY;
        return isIt ? this.resolve(module, property.value).flatMap((target) => this.read(target)) : [];
      });
    });
  }

  /** `{ store, ...limits }` has no `store` from `limits` where that is written out and has none. */
  #spreadMember(spread: readonly Target[], key: string): readonly Target[] {
    const literals = spread.filter((target) => target.kind === 'object');
    const isWithout = ({ module, id }: (typeof literals)[number]): boolean =>
      (module.objects[id]?.properties ?? []).every(
        (one) => one.key !== key && one.key !== '...' && one.key !== ANY_KEY,
      );
    return key !== ANY_KEY && literals.length > 0 && literals.every(isWithout) ? [] : this.member(spread, key);
  }

  /** What reading a member gives: of a getter its result, of a setter nothing. */
  read(target: Target): readonly Target[] {
    if (target.kind !== 'function') return [target];
    if (target.facts.kind === 'setter') return [];
    return target.facts.kind === 'getter' ? this.returns(target.module, target.fn) : [target];
  }

  /** Everything that is assigned to a property of `globalThis`. */
  globalValues(name: string): readonly Located[] {
    return this.index.globals.get(name) ?? [];
  }

  /** Instances that an annotation promises: of the class it names, or of the classes that implement the interface. */
  typed(module: ModuleFacts, type: TypeName): readonly Target[] {
    const known = type.value ? this.resolve(module, type.value).flatMap(instanceOf) : [];
    return known.length > 0 ? known : (this.index.implementers.get(type.name) ?? []);
  }

  #arguments(module: ModuleFacts, variable: number): readonly Target[] {
    const parameter = this.index.parameters.get(`${module.file}#${variable}`);
    if (!parameter) return [];
    if (!this.#callers) this.#answers.doubt();
    const sites = this.#callers?.get(functionKey({ module, fn: parameter.fn })) ?? [];
    const given = sites.slice(0, MOST_CALLERS).map(({ module: from, call }) => {
      // The attributes of `<Component />` are properties of one argument, not arguments.
      const value = call.jsx ? undefined : call.args[parameter.position];
      return value ? this.resolve(from, value) : [];
    });
    // Many callers pass the same.
    return united([...new Set(given), this.#element(module, parameter.fn, parameter.position)]);
  }

  /** `xs.forEach((x) => …)`: x is an element of xs. */
  #element(module: ModuleFacts, fn: number, position: number): readonly Target[] {
    const passed = this.index.passed.get(functionKey({ module, fn }));
    if (passed?.callee.kind !== 'member' || ITERATES.get(passed.callee.key) !== position) return [];
    return this.member(this.resolve(module, passed.callee.of), ANY_KEY);
  }

  /** What a function may return. */
  returns(module: ModuleFacts, fn: number): readonly Target[] {
    const facts = module.functions[fn];
    return facts ? this.once(facts, () => this.any(module, returnedFresh(module, fn))) : [];
  }
}

const NO_STATE = new Set<Variable['declared']>(['import', 'type', 'enum', 'namespace', 'catch']);

/** Module variables and captured locals can outlive the call that made them. */
function holdsState({ declared, fn, captured }: Variable): boolean {
  if (NO_STATE.has(declared)) return false;
  return fn === MODULE || (captured && declared !== 'function' && declared !== 'class');
}

/** `exports.orders` or `module.exports.orders`, read in the module that sets it. */
function isOwnExports(value: Value): boolean {
  if (value.kind === 'global') return value.name === 'exports';
  return value.kind === 'member' && value.key === 'exports' && value.of.kind === 'global' && value.of.name === 'module';
}

function isGlobalObject(target: Target): boolean {
  return target.kind === 'global' && target.path.length === 1 && GLOBAL_OBJECTS.has(target.path[0] ?? '');
}
