/** Fields of instances that are kept, and of classes themselves. */
import { indent, arrow, method, each, object, classOf, type Home } from './home.js';
import { paramsOf, typed } from './language.js';

export const CLASS_HOMES: readonly Home[] = [
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
      return object(
        stage,
        `class ${Class} {\n${indent(`rows = ${stage.init};\n${members}`)}\n}\nconst ${rows} = new ${Class}();`,
      );
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
      return object(
        stage,
        `${text}\nconst ${own('kept')} = new ${Class}();\nconst ${rows} = new ${service}(${own('kept')});`,
      );
    },
  },
];
