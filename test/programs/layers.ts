/** What stands between a store's operations and the handlers. */
import { paramsOf, type Language } from './language.js';
import type { Names } from './names.js';
import type { Op } from './home.js';

export interface Layer {
  name: string;
  /** `call` gives the expression that calls an operation of the store. What is exported is called as `called` says. */
  write: (ops: readonly Op[], call: (op: string) => string, names: Names, language: Language) => Layered;
}

export interface Layered {
  text: string;
  exports: readonly string[];
  call: (op: string) => string;
}

const argsOf = ({ params }: Op): string => params.map(({ name }) => name).join(', ');

/** A function for each operation, called like it but for a prefix. */
const perOp =
  (
    write: (op: Op, name: string, target: string, language: Language, names: Names) => string,
    before?: (n: Names) => string,
  ): Layer['write'] =>
  (ops, call, names, language) => {
    const named = (op: string): string => names.own(`${op}By`);
    const lines = ops.map((op) => write(op, named(op.name), call(op.name), language, names));
    return {
      text: [before?.(names) ?? '', ...lines].join('\n'),
      exports: ops.map(({ name }) => named(name)),
      call: named,
    };
  };

export const LAYERS: readonly Layer[] = [
  {
    name: 'a function',
    write: perOp(
      (op, name, target, language) =>
        `function ${name}(${paramsOf(language, op.params)}) {\n  return ${target}(${argsOf(op)});\n}`,
    ),
  },
  {
    name: 'an async arrow function',
    write: perOp(
      (op, name, target, language) =>
        `const ${name} = async (${paramsOf(language, op.params)}) => await ${target}(${argsOf(op)});`,
    ),
  },
  {
    name: 'a wrapper of a wrapper',
    write: perOp((op, name, target, language) => {
      const params = paramsOf(language, op.params);
      return `const ${name}First = (${params}) => ${target}(${argsOf(op)});\nconst ${name}Second = (${params}) => {\n  return ${name}First(${argsOf(op)});\n};\nconst ${name} = (${params}) => ${name}Second(${argsOf(op)});`;
    }),
  },
  {
    name: 'rest and spread',
    write: perOp(
      (_, name, target, language) =>
        `const ${name} = (...args${language.isTyped ? ': any[]' : ''}) => ${target}(...(args${language.isTyped ? ' as [any, any]' : ''}));`,
    ),
  },
  {
    name: 'a bound method',
    write: perOp(
      (_, name, target) => `const ${name} = ${target}.bind(${/^(.*)\.\w+$/.exec(target)?.[1] ?? 'undefined'});`,
    ),
  },
  {
    name: 'a function that logs around it',
    write: perOp(
      (_, name, target, language, names) =>
        `const ${name} = ${names.own('logged')}((...args${language.isTyped ? ': any[]' : ''}) => ${target}(...args));`,
      (names) =>
        `function ${names.own('logged')}(work) {\n  return (...args) => {\n    console.log('called');\n    return work(...args);\n  };\n}`,
    ),
  },
  {
    name: 'a callback of map',
    write: perOp((op, name, target, language) => {
      const [first, ...rest] = op.params;
      if (!first) return `const ${name} = () => [1].map(() => ${target}())[0];`;
      const args = ['each', ...rest.map((param) => param.name)].join(', ');
      return `const ${name} = (${paramsOf(language, op.params)}) => [${first.name}].map((each) => ${target}(${args}))[0];`;
    }),
  },
  {
    name: 'a callback of then',
    write: perOp((op, name, target, language) => {
      const [first, ...rest] = op.params;
      const args = first ? ['each', ...rest.map((param) => param.name)].join(', ') : '';
      return `const ${name} = (${paramsOf(language, op.params)}) => Promise.resolve(${first?.name ?? ''}).then((${first ? 'each' : ''}) => ${target}(${args}));`;
    }),
  },
  {
    name: 'a class of services',
    write(ops, call, names, language) {
      const service = names.own('service');
      const methods = ops.map(
        (op) =>
          `  async ${op.name}(${paramsOf(language, op.params)}) {\n    return ${call(op.name)}(${argsOf(op)});\n  }`,
      );
      const Class = `${names.Class}Gate`;
      return {
        text: `class ${Class} {\n${methods.join('\n')}\n}\nconst ${service} = new ${Class}();`,
        exports: [service],
        call: (op) => `${service}.${op}`,
      };
    },
  },
  {
    name: 'a table of functions',
    write(ops, call, names) {
      const table = names.own('actions');
      const entries = ops.map((op) => `  ${op.name}: (...args) => ${call(op.name)}(...args),`);
      return {
        text: `const ${table} = {\n${entries.join('\n')}\n};`,
        exports: [table],
        call: (op) => `${table}['${op}']`,
      };
    },
  },
  {
    name: 'methods that are destructured',
    write(ops, call, names, language) {
      const holder = names.own('holder');
      const named = (op: string): string => names.own(`${op}Of`);
      const entries = ops.map(
        (op) => `  ${op.name}: (${paramsOf(language, op.params)}) => ${call(op.name)}(${argsOf(op)}),`,
      );
      const taken = ops.map((op) => `${op.name}: ${named(op.name)}`).join(', ');
      return {
        text: `const ${holder} = {\n${entries.join('\n')}\n};\nconst { ${taken} } = ${holder};`,
        exports: ops.map((op) => named(op.name)),
        call: named,
      };
    },
  },
];
