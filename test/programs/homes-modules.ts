/** Bindings of modules, closures and properties of what is global. */
import {
  indent,
  braces,
  declared,
  arrow,
  each,
  opNames,
  itself,
  binding,
  functions,
  object,
  methodsOf,
  asAny,
  type Home,
  type Op,
} from './home.js';
import { paramsOf, typed } from './language.js';

export const MODULE_HOMES: readonly Home[] = [
  {
    name: 'a binding of the module',
    takesBare: true,
    isObject: false,
    write: (stage) => functions(stage, `${binding(stage)} ${stage.names.rows} = ${stage.init};`, stage.names.rows),
  },
  {
    name: 'a binding of the module, below arrow functions',
    takesBare: true,
    isObject: false,
    write(stage) {
      const { text, ...rest } = functions(stage, '', stage.names.rows, arrow);
      return { ...rest, text: `${text.trim()}\n${binding(stage)} ${stage.names.rows} = ${stage.init};` };
    },
  },
  {
    name: 'a var',
    takesBare: true,
    isObject: false,
    write: (stage) => functions(stage, `var ${stage.names.rows} = ${stage.init};`, stage.names.rows),
  },
  {
    name: 'a binding that is filled when first needed',
    takesBare: false,
    isObject: false,
    write(stage) {
      const { rows, own } = stage.names;
      const get = own('table');
      const declaration = `let ${rows}${typed(stage.language, ': any')};\nfunction ${get}() {\n  if (!${rows}) ${rows} = ${stage.init};\n  return ${rows};\n}`;
      return functions(stage, declaration, `${get}()`);
    },
  },
  {
    name: 'a binding that ??= fills',
    takesBare: false,
    isObject: false,
    write(stage) {
      const { rows, own } = stage.names;
      const declaration = `let ${rows}${typed(stage.language, ': any')} = null;\nconst ${own('table')} = () => (${rows} ??= ${stage.init});`;
      return functions(stage, declaration, `${own('table')}()`, arrow);
    },
  },
  {
    name: 'behind a function that gives it away',
    takesBare: false,
    isObject: false,
    write(stage) {
      const { rows, own } = stage.names;
      return functions(
        stage,
        `const ${rows} = ${stage.init};\nconst ${own('table')} = () => ${rows};`,
        `${own('table')}()`,
      );
    },
  },
  {
    name: 'an alias of an alias',
    takesBare: false,
    isObject: false,
    write(stage) {
      const { rows, own } = stage.names;
      const declaration = `const ${rows} = ${stage.init};\nconst ${own('same')} = ${rows};\nconst ${own('again')} = ${own('same')};`;
      return functions(stage, declaration, own('again'));
    },
  },
  {
    name: 'handed on as a parameter',
    takesBare: false,
    isObject: false,
    write(stage) {
      const { rows, own } = stage.names;
      const inner = (op: Op): string => {
        const params = [{ name: 'target', type: 'any' }, ...op.params];
        const args = op.params.map(({ name }) => `, ${name}`).join('');
        const helper = own(`${op.name}In`);
        return `${declared({ ...op, name: helper, params }, stage, 'target')}\nconst ${op.name} = (${paramsOf(stage.language, op.params)}) => ${helper}(${rows}${args});`;
      };
      return { text: `const ${rows} = ${stage.init};\n${each(stage, inner)}`, exports: opNames(stage), call: itself };
    },
  },
  {
    name: 'destructured out of an object',
    takesBare: false,
    isObject: false,
    write(stage) {
      const { rows, own } = stage.names;
      const declaration = `const ${own('state')} = { ${rows}: ${stage.init}, since: 2024 };\nconst { ${rows} } = ${own('state')};`;
      return functions(stage, declaration, rows);
    },
  },
  {
    name: 'exported, and changed by importers alone',
    takesBare: false,
    isObject: false,
    write(stage) {
      const { rows } = stage.names;
      return { ...functions(stage, '', rows), data: { text: `const ${rows} = ${stage.init};`, exports: [rows] } };
    },
  },
  {
    name: 'a property of a function',
    takesBare: true,
    isObject: false,
    write(stage) {
      const [first] = opNames(stage);
      const { text, ...rest } = functions(stage, '', `${first ?? ''}.${stage.names.rows}`);
      return { ...rest, text: `${text.trim()}\n${first ?? ''}.${stage.names.rows} = ${stage.init};` };
    },
  },
  {
    name: 'an object whose methods use this',
    takesBare: true,
    isObject: true,
    write: (stage) =>
      object(
        stage,
        `const ${stage.names.rows} = {\n${indent(`rows: ${stage.init},\n${methodsOf(stage, 'this.rows')}`)},\n};`,
      ),
  },
  {
    name: 'a closure of a factory',
    takesBare: true,
    isObject: true,
    write(stage) {
      const { rows, own } = stage.names;
      const body = `${binding(stage)} rows = ${stage.init};\nreturn {\n${indent(methodsOf(stage, 'rows'))},\n};`;
      return object(stage, `function ${own('create')}() ${braces(body)}\nconst ${rows} = ${own('create')}();`);
    },
  },
  {
    name: 'a closure of a factory, of functions that it declares',
    takesBare: true,
    isObject: true,
    write(stage) {
      const { rows, own } = stage.names;
      const inner = each(stage, (op) => declared(op, stage, 'kept'));
      const body = `${binding(stage)} kept = ${stage.init};\n${inner}\nreturn { ${opNames(stage).join(', ')} };`;
      return object(stage, `const ${own('create')} = () => ${braces(body)};\nconst ${rows} = ${own('create')}();`);
    },
  },
  {
    name: 'a closure whose functions are destructured',
    takesBare: true,
    isObject: false,
    write(stage) {
      const { own } = stage.names;
      const inner = each(stage, (op) => arrow(op, stage, 'kept'));
      const names = opNames(stage).join(', ');
      const body = `${binding(stage)} kept = ${stage.init};\n${inner}\nreturn { ${names} };`;
      const text = `function ${own('create')}() ${braces(body)}\nconst { ${names} } = ${own('create')}();`;
      return { text, exports: opNames(stage), call: itself };
    },
  },
  {
    name: 'a closure of a function that is called at once',
    takesBare: true,
    isObject: true,
    write(stage) {
      const body = `${binding(stage)} kept = ${stage.init};\nreturn {\n${indent(methodsOf(stage, 'kept'))},\n};`;
      return object(stage, `const ${stage.names.rows} = (() => ${braces(body)})();`);
    },
  },
  {
    name: 'a property of globalThis',
    takesBare: true,
    isObject: false,
    write(stage) {
      const here = `${asAny(stage)}.${stage.names.rows}`;
      return functions(stage, `${here} ??= ${stage.init};`, here);
    },
  },
  {
    name: 'a property of globalThis, in brackets and guarded',
    takesBare: true,
    isObject: false,
    write(stage) {
      const here = `${asAny(stage)}['__${stage.names.rows}']`;
      return functions(stage, `if (${here} === undefined) ${here} = ${stage.init};`, here, arrow);
    },
  },
  {
    name: 'a property of an alias of globalThis',
    takesBare: true,
    isObject: false,
    write(stage) {
      const { rows, own } = stage.names;
      const alias = own('host');
      const cast = typed(stage.language, ` as unknown as { ${rows}: any }`);
      const declaration = `const ${alias} = globalThis${cast};\n${alias}.${rows} = ${alias}.${rows} || ${stage.init};`;
      return functions(stage, declaration, `${alias}.${rows}`);
    },
  },
  {
    name: 'a name for a property of globalThis',
    takesBare: false,
    isObject: false,
    write: (stage) =>
      functions(
        stage,
        `const ${stage.names.rows} = (${asAny(stage)}.${stage.names.rows} ??= ${stage.init});`,
        stage.names.rows,
      ),
  },
];
