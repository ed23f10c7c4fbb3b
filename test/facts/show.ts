import { factsOf } from '../../src/facts/index.js';
import type {
  BranchFacts,
  ClassFacts,
  FunctionFacts,
  FunctionId,
  ModuleFacts,
  Span,
  TestAtom,
  ThisOwner,
  Value,
  Variable,
} from '../../src/model/facts.js';
import { MODULE } from '../../src/model/facts.js';
import { oxcParser } from '../../src/syntax/parse.js';

/** The facts of a text, written out so that an expectation reads like the code that it is about. */
export interface Shown {
  facts: ModuleFacts;
  /** `login: sessions.set(id, new Map())`; what runs with the module stands without a function before it. */
  calls: string[];
  writes: string[];
  reads: string[];
  branches: string[];
  exits: string[];
  /** `require express` */
  imports: string[];
  exports: string[];
  /** Values of a variable, and who else mentions it. */
  variable: (name: string) => { values: string[] } & Pick<Variable, 'declared' | 'captured'> & { type?: string };
  fn: (name: string) => FunctionFacts & { takes: string[]; gives: string[]; within: string };
  class: (name: string) => ClassFacts & { shownFields: string[]; shownMethods: string[] };
  show: (value: Value | undefined) => string;
}

const parser = oxcParser();

export function read(text: string, file = 'store.ts'): Shown {
  const { program, problem } = parser.parse(file, text);
  if (!program) throw new SyntaxError(`${file}: ${problem?.message ?? 'no program'}`);
  const facts = factsOf(file, program);
  const value = (one: Value | undefined): string => show(facts, one);
  const inside = (fn: FunctionId, what: string): string => (fn === MODULE ? what : `${nameOf(facts, fn)}: ${what}`);
  const quoted = ([start, end]: Span): string => text.slice(start, end).replace(/\s+/g, ' ');
  const branch = ({ kind, test, then, thenExits, else: otherwise }: BranchFacts): string =>
    [
      `${kind} (${test.map((atom) => showAtom(facts, atom)).join(', ')}) ${quoted(then)}`,
      ...(otherwise ? [`else ${quoted(otherwise)}`] : []),
      ...(thenExits ? ['[exits]'] : []),
    ].join(' ');
  return {
    facts,
    show: value,
    calls: facts.calls.map(({ fn, result }, id) =>
      inside(fn, value({ kind: 'call', id }) + (result === 'used' ? '' : ` [${result}]`)),
    ),
    writes: facts.writes.map(({ fn, target, operator, value: given }) =>
      inside(fn, `${value(target)} ${operator}${given ? ` ${value(given)}` : ''}`),
    ),
    reads: facts.reads.map(({ fn, of }) => inside(fn, value(of))),
    branches: facts.branches.map((one) => inside(one.fn, branch(one))),
    exits: facts.exits.map(({ fn, kind, value: given }) => inside(fn, `${kind}${given ? ` ${value(given)}` : ''}`)),
    imports: facts.imports.map(({ kind, source, typeOnly }) => `${kind}${typeOnly ? ' type' : ''} ${source}`),
    exports: facts.exports.map(({ name, value: given }) => `${name}: ${value(given)}`),
    variable(name) {
      const { declared, captured, values, type } = named(facts.variables, name);
      return { declared, captured, values: values.map(value), ...(type ? { type: type.name } : {}) };
    },
    fn(name) {
      const found = named(facts.functions, name);
      return {
        ...found,
        takes: found.parameters.map((id) => value({ kind: 'variable', id })),
        gives: found.returns.map(value),
        within: found.parent === MODULE ? '' : nameOf(facts, found.parent),
      };
    },
    class(name) {
      const found = named(facts.classes, name);
      return {
        ...found,
        shownFields: found.fields.map((field) =>
          [field.static && 'static', field.readonly && 'readonly', field.name, field.value && `= ${value(field.value)}`]
            .filter(Boolean)
            .join(' '),
        ),
        shownMethods: found.methods.map((method) =>
          [method.static && 'static', facts.functions[method.fn]?.kind, method.name].filter(Boolean).join(' '),
        ),
      };
    },
  };
}

function named<T extends { name: string }>(list: readonly T[], name: string): T {
  const found = list.find((one) => one.name === name);
  if (!found) throw new RangeError(`nothing is called ${name}: ${list.map((one) => one.name).join(', ')}`);
  return found;
}

function nameOf(facts: ModuleFacts, fn: FunctionId): string {
  return facts.functions[fn]?.name ?? '';
}

/** A value as the expression that it stands for: `import('./a').b`, `this.sessions`, `await getStore(key)`. */
export function show(facts: ModuleFacts, value: Value | undefined): string {
  const of = (one: Value | undefined): string => show(facts, one);
  const list = (values: readonly Value[]): string => values.map(of).join(', ');
  switch (value?.kind) {
    case undefined:
      return '';
    case 'variable':
      return facts.variables[value.id]?.name.replace(/^$/, '<argument>') ?? '<none>';
    case 'import':
      return `import('${value.source}')${value.name === '*' ? '' : `.${value.name}`}`;
    case 'global':
      return value.name;
    case 'this':
      return showThis(facts, value.of);
    case 'member':
      return value.index ? `${of(value.of)}[${of(value.index)}]` : `${of(value.of)}.${value.key}`;
    case 'call': {
      const call = facts.calls[value.id];
      const made = `${of(call?.callee)}(${list(call?.args ?? [])})`;
      return call?.jsx ? `<${made}>` : `${call?.new ? 'new ' : ''}${made}`;
    }
    case 'object': {
      const properties = facts.objects[value.id]?.properties ?? [];
      return `{ ${properties.map(({ key, value: given }) => (key === '...' ? `...${of(given)}` : `${key}: ${of(given)}`)).join(', ')} }`;
    }
    case 'array':
      return `[${list(facts.arrays[value.id]?.elements ?? [])}]`;
    case 'function':
      return `function ${nameOf(facts, value.id)}`.trim();
    case 'class':
      return `class ${facts.classes[value.id]?.name ?? ''}`.trim();
    case 'literal':
      return value.value === undefined ? 'undefined' : JSON.stringify(value.value);
    case 'regexp':
      return `/…/${value.flags}`;
    case 'either':
      return `(${value.of.map(of).join(' | ')})`;
    case 'copy':
      return `copy(${list(value.of)})`;
    case 'derived':
      return `<${value.operator}>(${list(value.of)})`;
    case 'awaited':
      return `await ${of(value.of)}`;
    case 'unknown':
      return '?';
  }
}

function showThis(facts: ModuleFacts, owner: ThisOwner): string {
  switch (owner.kind) {
    case 'instance':
      return owner.super ? 'super' : 'this';
    case 'static':
      return facts.classes[owner.class]?.name ?? 'static this';
    default:
      return `${owner.kind}.this`;
  }
}

function showAtom(facts: ModuleFacts, { value, holds, operator, other }: TestAtom): string {
  const shown = show(facts, value);
  if (holds === 'compare') return `${shown} ${operator ?? ''} ${show(facts, other)}`;
  return holds === 'truthy' ? shown : `no ${shown}`;
}
