/** Where a container is kept, and how the operations on it are written there. */
import { paramsOf, typed, type Language, type Param } from './language.js';
import type { Names } from './names.js';

export interface Op {
  name: string;
  params: readonly Param[];
  isAsync?: boolean;
  body(here: string): string;
}

export interface Stage {
  names: Names;
  language: Language;
  init: string;
  /** The place itself is assigned to. */
  isBare: boolean;
  ops: readonly Op[];
}

export interface Written {
  text: string;
  /** Names that other modules need. */
  exports: readonly string[];
  /** How an operation is called; its first name is one of `exports`. */
  call(op: string): string;
  /** A module of its own that the text imports all exports of. */
  data?: { text: string; exports: readonly string[] };
  /** What each request does first, where it has a store of its own. */
  perRequest?(imported: (name: string) => string): string;
}

export interface Home {
  name: string;
  /** Takes a container that is assigned to as a whole. */
  takesBare: boolean;
  /** All operations hang on one exported object. */
  isObject: boolean;
  isPerRequest?: true;
  write(stage: Stage): Written;
}

const head = ({ isAsync }: Op): string => (isAsync ? 'async ' : '');
const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');
const braces = (body: string): string => `{\n${indent(body)}\n}`;

const declared = (op: Op, { language }: Stage, here: string): string =>
  `${head(op)}function ${op.name}(${paramsOf(language, op.params)}) ${braces(op.body(here))}`;
const arrow = (op: Op, { language }: Stage, here: string): string =>
  `const ${op.name} = ${head(op)}(${paramsOf(language, op.params)}) => ${braces(op.body(here))};`;
const method = (op: Op, { language }: Stage, here: string, prefix = ''): string =>
  `${prefix}${head(op)}${op.name}(${paramsOf(language, op.params)}) ${braces(op.body(here))}`;

const each = (stage: Stage, write: (op: Op) => string, separator = '\n'): string => stage.ops.map(write).join(separator);
const opNames = ({ ops }: Stage): string[] => ops.map(({ name }) => name);
const itself = (op: string): string => op;
const binding = ({ isBare }: Stage): string => (isBare ? 'let' : 'const');

/** Operations are functions of the module, around a declaration. */
function functions(stage: Stage, declaration: string, here: string, write = declared): Written {
  return { text: `${declaration}\n${each(stage, (op) => write(op, stage, here))}`, exports: opNames(stage), call: itself };
}

/** Operations are methods of one object. */
const object = (stage: Stage, text: string): Written => ({
  text,
  exports: [stage.names.rows],
  call: (op) => `${stage.names.rows}.${op}`,
});

const classOf = (stage: Stage, fields: string, here: string): string =>
  `class ${stage.names.Class} {\n${indent(`${fields}\n${each(stage, (op) => method(op, stage, here))}`)}\n}`;
const methodsOf = (stage: Stage, here: string): string => each(stage, (op) => method(op, stage, here), ',\n');
const asAny = (stage: Stage): string => (stage.language.isTyped ? '(globalThis as any)' : 'globalThis');

export const HOMES: readonly Home[] = [
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
      return functions(stage, `const ${rows} = ${stage.init};\nconst ${own('table')} = () => ${rows};`, `${own('table')}()`);
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
    name: 'a field of an instance',
    takesBare: true,
    isObject: true,
    write: (stage) =>
      object(
        stage,
        `${classOf(stage, `${typed(stage.language, 'private ')}rows = ${stage.init};`, 'this.rows')}\nconst ${stage.names.rows} = new ${stage.names.Class}();`,
      ),
  },
  {
    name: 'a private #field',
    takesBare: true,
    isObject: true,
    write: (stage) =>
      object(
        stage,
        `${classOf(stage, `#rows = ${stage.init};`, 'this.#rows')}\nconst ${stage.names.rows} = new ${stage.names.Class}();`,
      ),
  },
  {
    name: 'a field that the constructor makes',
    takesBare: true,
    isObject: true,
    write(stage) {
      const fields = `${typed(stage.language, 'private rows: any;\n')}constructor() {\n  this.rows = ${stage.init};\n}`;
      return object(
        stage,
        `${classOf(stage, fields, 'this.rows')}\nconst ${stage.names.rows} = new ${stage.names.Class}();`,
      );
    },
  },
  {
    name: 'a field of a base class',
    takesBare: true,
    isObject: true,
    write(stage) {
      const { Class, rows } = stage.names;
      const base = `class Kept${Class} {\n  ${typed(stage.language, 'protected ')}rows = ${stage.init};\n}`;
      const derived = classOf(stage, '', 'this.rows').replace(`class ${Class}`, `class ${Class} extends Kept${Class}`);
      return object(stage, `${base}\n${derived}\nconst ${rows} = new ${Class}();`);
    },
  },
  {
    name: 'a field whose methods are arrow functions',
    takesBare: true,
    isObject: true,
    write(stage) {
      const { Class, rows } = stage.names;
      const members = each(stage, (op) => arrow(op, stage, 'this.rows').replace(/^const /, ''));
      return object(stage, `class ${Class} {\n${indent(`rows = ${stage.init};\n${members}`)}\n}\nconst ${rows} = new ${Class}();`);
    },
  },
  {
    name: 'a static field',
    takesBare: true,
    isObject: false,
    write(stage) {
      const { Class } = stage.names;
      const members = each(stage, (op) => method(op, stage, `${Class}.rows`, 'static '));
      const text = `class ${Class} {\n${indent(`static rows = ${stage.init};\n${members}`)}\n}`;
      return { text, exports: [Class], call: (op) => `${Class}.${op}` };
    },
  },
  {
    name: 'a private static field, by this',
    takesBare: true,
    isObject: false,
    write(stage) {
      const { Class } = stage.names;
      const members = each(stage, (op) => method(op, stage, 'this.#rows', 'static '));
      const text = `class ${Class} {\n${indent(`static #rows = ${stage.init};\n${members}`)}\n}`;
      return { text, exports: [Class], call: (op) => `${Class}.${op}` };
    },
  },
  {
    name: 'a singleton behind getInstance',
    takesBare: true,
    isObject: false,
    write(stage) {
      const { Class } = stage.names;
      const kept = `${typed(stage.language, 'private ')}static instance${typed(stage.language, `: ${Class} | undefined`)};`;
      const get = `static getInstance() {\n  if (!${Class}.instance) ${Class}.instance = new ${Class}();\n  return ${Class}.instance;\n}`;
      const text = classOf(stage, `${kept}\nrows = ${stage.init};\n${get}`, 'this.rows');
      return { text, exports: [Class], call: (op) => `${Class}.getInstance().${op}` };
    },
  },
  {
    name: 'an instance that is made when first needed',
    takesBare: true,
    isObject: false,
    write(stage) {
      const { Class, rows, own } = stage.names;
      const get = `let ${rows}${typed(stage.language, `: ${Class} | undefined`)};\nfunction ${own('get')}() {\n  return (${rows} ??= new ${Class}());\n}`;
      const text = `${classOf(stage, `rows = ${stage.init};`, 'this.rows')}\n${get}`;
      return { text, exports: [own('get')], call: (op) => `${own('get')}().${op}` };
    },
  },
  {
    name: 'a repository that a service is given',
    takesBare: true,
    isObject: true,
    write(stage) {
      const { Class, rows, own } = stage.names;
      const service = `${Class}Service`;
      const members = each(stage, (op) => {
        const args = op.params.map(({ name }) => name).join(', ');
        return `${op.name}(${paramsOf(stage.language, op.params)}) {\n  return this.store.${op.name}(${args});\n}`;
      });
      const fields = `${typed(stage.language, `private readonly store: ${Class};\n`)}constructor(store${typed(stage.language, `: ${Class}`)}) {\n  this.store = store;\n}`;
      const text = `${classOf(stage, `rows = ${stage.init};`, 'this.rows')}\nclass ${service} {\n${indent(`${fields}\n${members}`)}\n}`;
      return object(stage, `${text}\nconst ${own('kept')} = new ${Class}();\nconst ${rows} = new ${service}(${own('kept')});`);
    },
  },
  {
    name: 'an object whose methods use this',
    takesBare: true,
    isObject: true,
    write: (stage) =>
      object(stage, `const ${stage.names.rows} = {\n${indent(`rows: ${stage.init},\n${methodsOf(stage, 'this.rows')}`)},\n};`),
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
      functions(stage, `const ${stage.names.rows} = (${asAny(stage)}.${stage.names.rows} ??= ${stage.init});`, stage.names.rows),
  },
];

/** The same operations on what each request has for itself. */
export const REQUEST_HOMES: readonly Home[] = [
  {
    name: 'an instance of each request',
    takesBare: true,
    isObject: true,
    isPerRequest: true,
    write(stage) {
      const { Class, rows } = stage.names;
      return {
        text: classOf(stage, `rows = ${stage.init};`, 'this.rows'),
        exports: [Class],
        call: (op) => `${rows}.${op}`,
        perRequest: (imported) => `const ${rows} = new (${imported(Class)})();`,
      };
    },
  },
  {
    name: 'a closure of each request',
    takesBare: true,
    isObject: true,
    isPerRequest: true,
    write(stage) {
      const { rows, own } = stage.names;
      const body = `${binding(stage)} rows = ${stage.init};\nreturn {\n${indent(methodsOf(stage, 'rows'))},\n};`;
      return {
        text: `function ${own('create')}() ${braces(body)}`,
        exports: [own('create')],
        call: (op) => `${rows}.${op}`,
        perRequest: (imported) => `const ${rows} = ${imported(own('create'))}();`,
      };
    },
  },
  {
    name: 'a local that hides a name of the module',
    takesBare: true,
    isObject: true,
    isPerRequest: true,
    write(stage) {
      const { rows, own } = stage.names;
      const inner = each(stage, (op) => declared(op, stage, rows));
      const body = `${binding(stage)} ${rows} = ${stage.init};\n${inner}\nreturn { ${opNames(stage).join(', ')} };`;
      return {
        text: `const ${rows} = ${stage.init};\nfunction ${own('open')}() ${braces(body)}\nconst ${own('known')} = () => Boolean(${rows});`,
        exports: [own('open'), own('known')],
        call: (op) => `${own('mine')}.${op}`,
        perRequest: (imported) => `const ${own('mine')} = ${imported(own('open'))}();`,
      };
    },
  },
];
