/** From a plan to the files of a project. */
import type { Files } from '../../programs/memory.js';
import { at } from '../../programs/plan.js';
import { textOf, type Writing } from './grammar.js';
import { HOST_NAMES, hostFile } from './host.js';
import { PARAMS, type FunctionPlan, type Op, type Plan } from './plan.js';
import { RECORD_TYPE, STORED, TYPES, type Stored } from './stores.js';

export interface Dialect {
  readonly name: string;
  readonly isModule: boolean;
  readonly isTyped: boolean;
  readonly ending: '' | '.js';
  /** `store.find` rather than `find`. */
  readonly importsWhole: boolean;
}

const TYPESCRIPT = { name: 'TypeScript', isModule: true, isTyped: true, ending: '', importsWhole: false } as const;
const COMMON = { name: 'CommonJS', isModule: false, isTyped: false, ending: '', importsWhole: false } as const;

export const DIALECTS: readonly Dialect[] = [
  TYPESCRIPT,
  TYPESCRIPT,
  TYPESCRIPT,
  TYPESCRIPT,
  { ...TYPESCRIPT, name: 'TypeScript for Node', ending: '.js' },
  { ...TYPESCRIPT, name: 'TypeScript for Node', ending: '.js' },
  { ...TYPESCRIPT, name: 'TypeScript with namespaces', importsWhole: true },
  { ...TYPESCRIPT, name: 'JavaScript modules', isTyped: false, ending: '.js' },
  COMMON,
  { ...COMMON, name: 'CommonJS with whole modules', importsWhole: true },
];

export const FORMATS: readonly { readonly name: string; readonly apply: (text: string) => string }[] = [
  { name: 'plain', apply: (text) => text },
  { name: 'without semicolons', apply: withoutSemicolons },
  { name: 'without semicolons', apply: withoutSemicolons },
  { name: 'tabs', apply: (text) => text.replace(/^(?: {2})+/gm, (spaces) => '\t'.repeat(spaces.length / 2)) },
  { name: 'CRLF', apply: (text) => text.replace(/\n/g, '\r\n') },
];

/** What would be read as going on with the line before begins with one. */
function withoutSemicolons(text: string): string {
  return text.replace(/;$/gm, '').replace(/^(\s*)(?=[([`])/gm, '$1;');
}

export const dialectOf = ({ language }: Plan): Dialect => at(DIALECTS, language);
export const storedOf = ({ stored }: Plan): Stored => at(STORED, stored);
/** The second store. */
const otherOf = ({ other }: Plan): Stored | undefined => (other === undefined ? undefined : at(STORED, other));

/** One file while it is written: what it says, and what it takes from others. */
interface Draft {
  readonly path: string;
  readonly blocks: string[];
  readonly exports: string[];
  readonly types: string[];
  readonly needs: Set<string>;
}

/** What the audit may call its store. */
export function symbolsOf(plan: Plan): string[] {
  const { here, field, className, there } = namesOf(plan);
  return [storedOf(plan).isClass ? `${className}.${field}` : here, ...(plan.other === undefined ? [] : [there])];
}

function namesOf({ noun, variant }: Plan): { here: string; field: string; className: string; there: string } {
  const here = `${noun}s`;
  const className = `${here.charAt(0).toUpperCase()}${here.slice(1)}Store`;
  return { here, field: variant % 2 === 0 ? 'entries' : '#entries', className, there: `${noun}Notes` };
}

const HELPERS = ['blank', 'bump', 'isStale'] as const;

export function filesOf(plan: Plan): Files {
  const dialect = dialectOf(plan);
  const { apply } = at(FORMATS, plan.format);
  const drafts = draftsOf(plan, dialect);
  const extension = dialect.isTyped ? 'ts' : 'js';
  const manifest = { name: 'shop', private: true, type: dialect.isModule ? 'module' : 'commonjs' };
  const texts = [...drafts.map((draft) => [draft.path, fileText(draft, drafts, dialect)] as const), hostFile(dialect)];
  return {
    'package.json': `${JSON.stringify({ ...manifest, devDependencies: { '@types/aws-lambda': '^8' } }, null, 2)}\n`,
    ...(dialect.isTyped && { 'tsconfig.json': TSCONFIG }),
    ...Object.fromEntries(texts.map(([path, text]) => [`src/${path}.${extension}`, apply(`${indented(text)}\n`)])),
  };
}

const TSCONFIG = `${JSON.stringify(
  {
    compilerOptions: {
      ...{ target: 'es2023', lib: ['es2023', 'dom'], module: 'esnext', moduleResolution: 'bundler' },
      ...{ strict: true, noEmit: true, skipLibCheck: true, types: [] },
    },
    include: ['src'],
  },
  null,
  2,
)}\n`;

function draftsOf(plan: Plan, dialect: Dialect): Draft[] {
  const stored = storedOf(plan);
  const draft = (path: string): Draft => ({ path, blocks: [], exports: [], types: [], needs: new Set() });
  const handler = draft('handler');
  const store = plan.layout === 0 ? handler : draft('store');
  const other = otherOf(plan);
  const isShareable = !stored.isClass && stored.keyword === 'const' && other?.keyword !== 'let';
  const service = plan.layout === 2 && isShareable ? draft('service') : store;
  const holdsRecords = stored.holdsRecords || other?.holdsRecords === true;
  const fileOf = (one: FunctionPlan): Draft => (one.file === 1 ? service : store);
  const owners = new Map<string, Draft>();
  for (const one of plan.functions) owners.set(one.name, stored.isClass ? store : fileOf(one));
  const { here, field, className, there } = namesOf(plan);
  for (const name of [here, there, 'dump', 'dumpNotes', ...(holdsRecords ? HELPERS : [])]) owners.set(name, store);

  /** How `name` is written in `draft`, which takes it from where it is. */
  const nameIn = (draft: Draft, name: string): string => {
    const owner = owners.get(name);
    if (owner === undefined || owner === draft) return name;
    draft.needs.add(name);
    return dialect.importsWhole ? `${owner.path}.${name}` : name;
  };
  const isMethod = (name: string): boolean =>
    stored.isClass && (name === 'dump' || plan.functions.some((one) => one.name === name));
  const writingIn = (draft: Draft, isInside: boolean): Writing => ({
    isTyped: dialect.isTyped,
    store: stored.isClass ? `this.${field}` : nameIn(draft, here),
    ...(other && { other: nameIn(draft, there) }),
    callee: (name) =>
      isMethod(name) ? (isInside ? `this.${name}` : `${nameIn(draft, here)}.${name}`) : nameIn(draft, name),
  });
  const typed = (text: string): string => (dialect.isTyped ? text : '');

  if (holdsRecords) {
    if (dialect.isTyped) store.blocks.push(`export ${RECORD_TYPE}`);
    store.types.push('Entry');
  }
  const value = stored.value(dialect.isTyped);
  const ofType = stored.type === undefined ? '' : typed(`: ${stored.type}`);
  const dumped = textOf(
    { sort: 'stmt', text: plan.dump === 1 ? (stored.all ?? stored.peek) : stored.peek, parts: [], names: {} },
    writingIn(store, true),
  );
  const dumpParam = stored.isKeyed && plan.dump === 0 ? `key${typed(': string')}` : '';
  if (holdsRecords) {
    store.blocks.push(...helpersOf(plan, dialect.isTyped));
    store.exports.push(...HELPERS);
  }
  if (other !== undefined) {
    const param = other.isKeyed ? `key${typed(': string')}` : '';
    const read = { sort: 'stmt', text: other.peek, parts: [], names: {}, isOfOther: true } as const;
    const annotation = other.type === undefined ? '' : typed(`: ${other.type}`);
    store.blocks.push(
      `${other.keyword} ${there}${annotation} = ${other.value(dialect.isTyped)};`,
      `function dumpNotes(${param}) {\nreturn ${textOf(read, writingIn(store, true))};\n}`,
    );
    store.exports.push('dumpNotes', ...(service === store ? [] : [there]));
  }
  if (stored.isClass) {
    const methods = plan.functions.map((one) => methodText(one, stored, dialect, writingIn(store, true)));
    const privately = field === 'entries' ? typed('private ') + typed('readonly ') : typed('readonly ');
    store.blocks.push(
      [
        `class ${className} {`,
        `${privately}${field} = ${value};`,
        ...methods,
        `dump(${dumpParam}) {\nreturn ${dumped};\n}`,
        '}',
      ].join('\n'),
      `const ${here} = new ${className}();`,
    );
    store.exports.push(here);
  } else {
    store.blocks.push(
      `${stored.keyword} ${here}${ofType} = ${value};`,
      `function dump(${dumpParam}) {\nreturn ${dumped};\n}`,
    );
    store.exports.push('dump', ...(service === store ? [] : [here]));
    for (const one of plan.functions) {
      const draft = fileOf(one);
      draft.blocks.push(functionText(one, stored, dialect, writingIn(draft, false)));
      draft.exports.push(one.name);
    }
  }
  handler.blocks.push(...handlerBlocks(plan, stored, dialect, writingIn(handler, false)));
  if (handler === store) handler.exports.length = 0;
  handler.exports.push('handler');
  return [...new Set([store, service, handler])];
}

function helpersOf({ variant }: Plan, isTyped: boolean): string[] {
  const typed = (text: string): string => (isTyped ? text : '');
  const bumps = [
    'entry.count += by;',
    "entry.count += by;\nif (by > 2) entry.tags.push('big');",
    'entry.count = Math.max(0, entry.count - by);\nentry.seen.last = Date.now();',
  ];
  return [
    `function blank(note${typed(': string')})${typed(': Entry')} {\nreturn { count: 0, note, tags: [], seen: { first: Date.now() }, open: true, until: Date.now() + 30_000, by: {} };\n}`,
    `function bump(entry${typed(': Entry')}, by${typed(': number')}) {\n${at(bumps, variant)}\n}`,
    `function isStale(entry${typed(': Entry')}) {\nreturn entry.until <= Date.now();\n}`,
  ];
}

interface Signature {
  readonly head: string;
  readonly returns: string;
  readonly body: string;
}

const DEFAULTS = { key: "'ann'", amount: '2', label: "'open'" } as const;

const isOptional = ({ hasDefault, takes, takesResponse }: FunctionPlan, name: string): boolean =>
  hasDefault && !takesResponse && takes.length > 1 && takes.at(-1) === name;

const KEY_FORMS = ['', 'const id = key.trim();\n', 'const id = `user:${key}`;\n'];

function signatureOf(one: FunctionPlan, stored: Stored, { isTyped }: Dialect, writing: Writing): Signature {
  const params = one.takes.map((name) =>
    isOptional(one, name) ? `${name} = ${DEFAULTS[name]}` : name + (isTyped ? `: ${PARAMS[name]}` : ''),
  );
  if (one.takesResponse) params.push(isTyped ? 'res: Reply' : 'res');
  const type = stored.types[one.returns] ?? TYPES[one.returns] ?? 'unknown';
  const whole = one.isAsync ? `Promise<${type}>` : type;
  const keyForm = one.takes.includes('key') ? at(KEY_FORMS, one.keyForm) : '';
  return {
    head: `(${params.join(', ')})`,
    returns: isTyped && one.isAnnotated ? `: ${whole}` : '',
    body: keyForm + textOf(one.body, writing),
  };
}

function functionText(one: FunctionPlan, stored: Stored, dialect: Dialect, writing: Writing): string {
  const { head, returns, body } = signatureOf(one, stored, dialect, writing);
  const async = one.isAsync ? 'async ' : '';
  const forms = [
    `${async}function ${one.name}${head}${returns} {\n${body}\n}`,
    `const ${one.name} = ${async}${head}${returns} => {\n${body}\n};`,
    `const ${one.name} = ${async}function ${head}${returns} {\n${body}\n};`,
    `const ${one.name} = ${async}${head}${returns} => ${expressionOf(body)};`,
  ];
  return at(forms, one.form);
}

/** `return { ok };` → `({ ok })`. */
function expressionOf(body: string): string {
  const text = body.replace(/^return /, '').replace(/;$/, '');
  return text.startsWith('{') ? `(${text})` : text;
}

function methodText(one: FunctionPlan, stored: Stored, dialect: Dialect, writing: Writing): string {
  const { head, returns, body } = signatureOf(one, stored, dialect, writing);
  return `${one.isAsync ? 'async ' : ''}${one.name}${head}${returns} {\n${body}\n}`;
}

function handlerBlocks(plan: Plan, stored: Stored, { isTyped }: Dialect, writing: Writing): string[] {
  const cases = plan.ops.map((op, index) => `case 'op${index}': {\n${opText(op, plan, writing)}\n}`);
  const dumped = writing.callee('dump') + (stored.isKeyed && plan.dump === 0 ? '(event.key)' : '()');
  const other = otherOf(plan);
  if (other !== undefined) {
    const notes = writing.callee('dumpNotes') + (other.isKeyed ? '(event.key)' : '()');
    cases.push(`case 'dumpNotes': {\nreturn ${notes};\n}`);
  }
  cases.push(`case 'dump': {\nreturn ${dumped};\n}`, "default: {\nthrow new Error('no such operation');\n}");
  const body = `switch (event.op) {\n${cases.join('\n')}\n}`;
  const param = isTyped ? 'event: Request' : 'event';
  const forms = [
    `const handler = async (${param}) => {\n${body}\n};`,
    `async function handler(${param}) {\n${body}\n}`,
    `const handler = async function (${param}) {\n${body}\n};`,
  ];
  const request = 'interface Request {\nop: string;\nkey: string;\namount: number;\nlabel: string;\n}';
  return [...(isTyped ? [request] : []), at(forms, plan.entry)];
}

function opText({ calls, style }: Op, plan: Plan, writing: Writing): string {
  const called = plan.functions.filter(({ name }) => calls.includes(name));
  const first = called.find(({ name }) => name === calls[0]);
  if (first === undefined) return 'return null;';
  const second = called.find(({ name }) => name === calls[1]);
  const callTo = (one: FunctionPlan): string => {
    const { name, takes, takesResponse, isAsync } = one;
    const isLeftOut = (param: string): boolean => isOptional(one, param) && plan.variant % 2 === 1;
    const given = [
      ...takes.flatMap((param) => (isLeftOut(param) ? [] : [`event.${param}`])),
      ...(takesResponse ? ['res'] : []),
    ];
    return `${isAsync ? 'await ' : ''}${writing.callee(name)}(${given.join(', ')})`;
  };
  const call = callTo(first);
  const isVoid = first.returns === 'void';
  const returned = isVoid ? `${call};\nreturn 'done';` : `return ${call};`;
  const styles = [
    returned,
    isVoid ? `${call};\nanswer(204, null);\nreturn 'done';` : `const result = ${call};\nlog(result);\nreturn result;`,
    isVoid ? `${call};\nreturn null;` : `answer(200, ${call});\nreturn 'done';`,
    `try {\n${returned}\n} catch (error) {\nanswer(400, error instanceof Error ? error.message : 'unknown');\nreturn 'failed';\n}`,
    `if (event.amount > 4) {\nanswer(400, 'too much');\nreturn null;\n}\n${returned}`,
    first.returns === 'bool'
      ? `if (!${parenthesised(call)}) throw new Error('refused');\nreturn 'accepted';`
      : returned,
    first.returns === 'recOr'
      ? `const found = ${call};\nif (!found) return 404;\nfound.count += 1;\nreturn found.count;`
      : returned,
  ];
  const text = at(styles, style);
  const before = second && second !== first ? `${callTo(second)};\nlog('between');\n` : '';
  const res = called.some(({ takesResponse }) => takesResponse) ? 'const res = reply();\n' : '';
  return res + before + text;
}

const parenthesised = (call: string): string => (call.startsWith('await ') ? `(${call})` : call);

function fileText(draft: Draft, drafts: readonly Draft[], dialect: Dialect): string {
  const body = withoutDouble(draft.blocks.join('\n\n'));
  const lines = importLines(draft, body, drafts, dialect);
  return [lines.join('\n'), body, exportLines(draft, dialect)].filter((part) => part !== '').join('\n\n');
}

function importLines(draft: Draft, body: string, drafts: readonly Draft[], dialect: Dialect): string[] {
  const { isModule, isTyped, ending, importsWhole } = dialect;
  const lines: string[] = [];
  const line = (names: readonly string[], path: string): string =>
    isModule
      ? `import { ${names.join(', ')} } from './${path}${ending}';`
      : `const { ${names.join(', ')} } = require('./${path}');`;
  const hosted = HOST_NAMES.filter((name) => new RegExp(`(?<![\\w.])${name}\\b`).test(body));
  if (hosted.length > 0) lines.push(line(hosted, 'host'));
  if (isTyped && /\bReply\b/.test(body)) lines.push(`import type { Reply } from './host${ending}';`);
  for (const other of drafts) {
    if (other === draft) continue;
    const names = other.exports.filter((name) => draft.needs.has(name));
    if (names.length > 0 && !importsWhole) lines.push(line(names, other.path));
    else if (names.length > 0)
      lines.push(
        isModule
          ? `import * as ${other.path} from './${other.path}${ending}';`
          : `const ${other.path} = require('./${other.path}');`,
      );
    const types = other.types.filter((name) => isTyped && new RegExp(`\\b${name}\\b`).test(body));
    if (types.length > 0) lines.push(`import type { ${types.join(', ')} } from './${other.path}${ending}';`);
  }
  return lines;
}

function exportLines({ exports }: Draft, { isModule }: Dialect): string {
  if (exports.length === 0) return '';
  const list = `{ ${exports.join(', ')} }`;
  return isModule ? `export ${list};` : `module.exports = ${list};`;
}

/** `log((a ?? b))` → `log(a ?? b)`. */
function withoutDouble(text: string): string {
  const open = text.indexOf('((');
  if (open === -1) return text;
  const close = closing(text, open + 1);
  if (text[close + 1] !== ')') return text.slice(0, open + 1) + withoutDouble(text.slice(open + 1));
  const inner = text.slice(open + 2, close);
  return text.slice(0, open) + withoutDouble(`(${inner}${text.slice(close + 1)}`);
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at;
  }
  return text.length;
}

/** By brackets: what is grown does not know how deep it will stand. */
function indented(text: string): string {
  let depth = 0;
  return text
    .split('\n')
    .map((line) => {
      const opens = (line.match(/[{([]/g) ?? []).length - (line.match(/[})\]]/g) ?? []).length;
      const closesFirst = /^[})\]]/.test(line) ? 1 : 0;
      const own = Math.max(0, depth - closesFirst);
      depth += Math.sign(opens);
      return line === '' ? '' : '  '.repeat(own) + line;
    })
    .join('\n');
}
