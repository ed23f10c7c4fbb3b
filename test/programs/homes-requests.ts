import { indent, braces, declared, each, opNames, binding, classOf, methodsOf, type Home } from './home.js';

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
