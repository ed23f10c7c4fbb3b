/** What is written over numbers and over records under a key. */
import type { Container } from './containers.js';
import type { Grammar } from './grammar.js';
import { overall, rules } from './rules.js';

export function numberRules(c: Container): Grammar {
  const k = '«key k»';
  const get = c.get('«key»');
  const got = `(${get} ?? 0)`;
  const kept = c.get(k);
  return {
    term: [
      ...rules(4, got),
      ...rules(1, `(${get} || 1)`, `(${c.has(k)} ? ${c.sure(k)} : 0)`),
      ...overall(0.1, c.size, `[...${c.values}].reduce((total, value) => total + value, 0)`),
      ...overall(
        0.12,
        `NAMES.reduce((total, name) => total + (${c.get('name')} ?? 0), 0)`,
        `NAMES.filter((name) => ${c.has('name')}).length`,
      ),
    ],
    num: rules(3, `${get} ?? 0`),
    atom: [
      ...rules(4, c.has('«key»')),
      ...overall(0.12, `NAMES.some((name) => ${c.has('name')})`, `NAMES.every((name) => ${c.has('name')})`),
      ...(c.deleteTells ? rules(0.4, c.delete('«key»')) : []),
    ],
    bool: rules(0.8, `${got} > «term»`, `${got} >= 5`, `${get} === undefined`, `typeof ${get} === 'number'`),
    str: [
      ...rules(0.8, `\`\${«key»}=\${${get}}\``, `String(${get})`, `['total', ${get}].join('-')`),
      ...rules(0.4, `(typeof ${get})`, `JSON.stringify(${get} ?? null)`),
      ...overall(0.1, `[...${c.keys}].sort().join(',')`, `NAMES.map((name) => ${c.get('name')} ?? 0).join('+')`),
    ],
    any: rules(1.5, get),
    maybe: rules(3, get),
    core: rules(
      1,
      `${c.set(k, `(${kept} ?? 0) + 1`)};`,
      `${c.set(k, `(${kept} ?? 0) + «small»`)};`,
      `const «new num count» = (${kept} ?? 0) + 1;\n${c.set(k, '«=count»')};\nif («=count» > 3) «exit»`,
      `const «new num before» = ${kept} ?? 0;\nif («=before» >= 5) «exit»\n${c.set(k, '«=before» + «small»')};`,
    ),
    access: [
      ...rules(3, `${c.set(k, `${got.replace('«key»', k)} + 1`)};`, `${c.set('«key»', '«small»')};`),
      ...rules(
        1,
        `${c.set(k, `(${kept} || 0) + «small»`)};`,
        `${c.set(k, `${c.has(k)} ? ${c.sure(k)} + 1 : 1`)};`,
        `${c.set(k, `Math.max(0, (${kept} ?? 0) - «term»)`)};`,
      ),
      ...rules(2, `${c.delete('«key»')};`),
      ...rules(2, `if (!${c.has(k)}) ${c.set(k, '«small»')};`),
      ...rules(
        1,
        `if (!${c.has(k)}) {\n${c.set(k, '«small»')};\n«block»\n} else {\n«block»\n}`,
        `if (${c.has(k)}) {\n${c.delete(k)};\n} else {\n${c.set(k, '«small»')};\n}`,
        `if (${c.has(k)}) «exit»\n${c.set(k, '«small»')};`,
        `const «new maybe known» = ${kept};\nif («=known» !== undefined) «exit»\n${c.set(k, '«small»')};`,
      ),
      ...rules(
        2.5,
        `const «new num count» = (${kept} ?? 0) + 1;\n${c.set(k, '«=count»')};\nif («=count» > 3) «exit»`,
        `const «new num before» = ${kept} ?? 0;\nif («=before» >= 5) «exit»\n${c.set(k, '«=before» + «small»')};`,
      ),
      ...rules(0.3, `${c.set("'total'", `(${c.get("'total'")} ?? 0) + 1`)};`),
      ...overall(
        0.25,
        `for (const «own str name» of NAMES) {\n«round»\n}`,
        `for (const «own str name» of NAMES) {\nif (!${c.has('«=name»')}) continue;\n«round»\nlog(«=name»);\n}`,
        `for (const «own str name» of NAMES) {\nif (${got.replace('«key»', '«=name»')} > 4) break;\n${c.set('«=name»', `(${c.get('«=name»')} ?? 0) + 1`)};\n}`,
        `const «new none counts» = NAMES.map((name) => ${c.get('name')} ?? 0);\nlog(«=counts».join('/'));`,
      ),
      ...rules(
        0.6,
        `${c.has(k)} || ${c.deleteTells ? c.set(k, '«small»') : `(${c.set(k, '«small»')})`};`,
        `«atom» && ${c.deleteTells ? '' : '('}${c.set(k, `(${kept} ?? 0) + 1`)}${c.deleteTells ? '' : ')'};`,
        `const «own num next» = (${kept} ?? 0) + «small»;\nif («=next» > 20) {\n${c.delete(k)};\nlog('full');\n} else {\n${c.set(k, '«=next»')};\n}`,
        `switch (${got.replace('«key»', k)}) {\ncase 0: {\n${c.set(k, '1')};\nlog('first');\nbreak;\n}\ncase 1:\ncase 2: {\n${c.set(k, '5')};\nbreak;\n}\ndefault: {\n${c.delete(k)};\n}\n}`,
      ),
      ...rules(1.5, `const «new maybe current» = ${get};`, `const «new num current» = ${get} ?? 0;`),
      ...rules(0.8, `«mutable» += ${get} ?? 0;`),
      ...overall(
        0.12,
        `for (const name of NAMES) ${c.set('name', '0')};`,
        `let «new mutable all» = 0;\nfor (const name of NAMES) «=all» += ${c.get('name')} ?? 0;`,
        `let «new mutable all» = 0;\nfor (const [, value] of ${c.entries}) «=all» += value;`,
        `for (const [name, value] of ${c.entries}) if (value > 6) ${c.delete('name')};`,
        `NAMES.forEach((name) => {\n${c.set('name', '1')};\n});`,
      ),
      ...(c.deleteTells ? mapAlone : objectAlone),
    ],
  };
}

const mapAlone = [
  ...overall(
    0.12,
    '@.clear();',
    "@.set('ann', 1).set('bob', 2);",
    'let «new mutable all» = 0;\n@.forEach((value) => {\n«=all» += value;\n});',
  ),
  ...rules(0.15, 'log(@?.get(«key»));'),
];

const objectAlone = rules(
  1,
  '@[«key k»] ??= 0;\n@[«key k»]«ts:!»++;',
  '@[«key»] ??= «small»;',
  '@[«key»] ||= 1;',
  '@[«key k»] = (@[«key k»] ?? 0) + 1;',
  'if («key k» in @) @[«key k»]«ts:!» += «small»;',
);

export function recordRules(c: Container): Grammar {
  const k = '«key k»';
  const get = c.get('«key»');
  const kept = c.get(k);
  const fresh = '«fresh»';
  return {
    fresh: [
      ...rules(
        1,
        '{ count: 1, note: «word», tags: [], seen: { first: Date.now() }, open: true, until: Date.now() + 60_000, by: {} }',
        "{ count: «small», note: 'new', tags: [«word»], seen: { first: 0, last: Date.now() }, open: «bool», until: Date.now() + 20_000, by: { ann: 1 } }",
      ),
      ...rules(1.5, '~blank(«word»)'),
    ],
    term: [
      ...rules(3, '«rec».count'),
      ...rules(1, '«rec».tags.length', '(«rec».seen.last ?? 0)'),
      ...rules(
        0.6,
        '(«rec».by[«str»] ?? 0)',
        'Object.keys(«rec».by).length',
        `(${get}?.by?.['ann'] ?? 0)`,
        `(${get}?.seen?.last ?? 0)`,
      ),
      ...rules(1, `(${get}?.count ?? 0)`, `(${get}?.tags.length ?? 0)`, `(${c.has(k)} ? ${c.sure(k)}.count : 0)`),
      ...overall(
        0.08,
        c.size,
        `[...${c.values}].filter((one) => one.open).length`,
        `[...${c.values}].reduce((total, one) => total + one.count, 0)`,
      ),
    ],
    atom: [
      ...rules(2, '«rec».open', c.has('«key»')),
      ...rules(1, '~isStale(«rec»)', '«rec».tags.includes(«str»)'),
      ...rules(0.4, `(${get}?.tags.includes(«str»))`, "(«rec».tags.some((tag) => tag.startsWith('o')))"),
      ...overall(0.08, `[...${c.values}].some((one) => one.open)`, `NAMES.some((name) => ${c.has('name')})`),
      ...(c.deleteTells ? rules(0.4, c.delete('«key»')) : []),
    ],
    bool: rules(
      0.8,
      '«rec».until <= Date.now()',
      '«rec».count > «term»',
      `${get}?.open === true`,
      `${get} === undefined`,
    ),
    str: [
      ...rules(1, '«rec».note', "«rec».tags.join(',')", `(${get}?.note ?? 'none')`, `\`\${«key»}:\${${get}?.count}\``),
      ...rules(0.4, `JSON.stringify(${get} ?? null)`, `(typeof ${get})`),
      ...rules(
        0.5,
        `(${get}?.tags?.[0] ?? 'none')`,
        `(${get}?.note?.toUpperCase() ?? 'none')`,
        "«rec».tags.map((tag) => tag.length).join('-')",
      ),
      ...overall(0.08, `[...${c.keys}].sort().join(',')`),
    ],
    any: rules(1, '{ count: «rec».count, tags: «rec».tags }', '[...«rec».tags]', '«rec».seen', get),
    maybe: rules(3, `${get}?.count`),
    core: rules(
      1,
      `let «own none made»«ts:: Entry | undefined» = ${kept};\nif (!«=made») {\n«=made» = ${fresh};\n${c.set(k, '«=made»')};\n}\n«=made».count += «small»;`,
      `const «own rec found» = ${kept};\nif («=found») {\n«=found».count++;\n«block»\n} else {\n${c.set(k, fresh)};\n}`,
      `const «new none old» = ${kept};\n${c.set(k, `{ ...${fresh}, count: («=old»?.count ?? 0) + 1 }`)};`,
    ),
    recOr: [...rules(3, get, '«rec»'), ...rules(0.5, 'undefined')],
    access: [
      ...rules(5, `const «new rec entry» = ${get};\nif (!«=entry») «exit»`),
      ...rules(
        2,
        `const «own rec found» = ${get};\nif («=found») {\n«block»\n}`,
        `const «new rec entry» = ${kept};\nif (!«=entry» || «=entry».until <= Date.now()) {\n${c.delete(k)};\n«block»\nthrow new Error('gone');\n}`,
        `${c.set('«key»', fresh)};`,
        `if (!${c.has(k)}) ${c.set(k, fresh)};`,
        `${c.delete('«key»')};`,
      ),
      ...rules(
        1,
        `const «own rec found» = ${kept};\nif («=found») {\n«block»\n} else {\n${c.set(k, fresh)};\n}`,
        `let «own none made»«ts:: Entry | undefined» = ${kept};\nif (!«=made») {\n«=made» = ${fresh};\n${c.set(k, '«=made»')};\n}\n«=made».count += «small»;`,
        `const «new rec made»«ts:: Entry» = ${fresh};\n${c.set(k, '«=made»')};`,
        `const «own rec copied» = ${kept};\nif («=copied») ${c.set(k, '{ ...«=copied», count: «=copied».count + «small» }')};`,
        `if (${c.has(k)}) «exit»\n${c.set(k, fresh)};`,
      ),
      ...rules(3, '«rec».count += «small»;', '«rec».count++;', '«rec».tags.push(«word»);'),
      ...rules(
        1,
        '«rec r».tags.push(«word»);\nif («rec r».tags.length > 3) «rec r».tags.shift();',
        '«rec».seen.last = Date.now();',
        '«rec».open = «bool»;',
        '«rec».note = «word»;',
        "«rec r».tags = «rec r».tags.filter((tag) => tag !== 'old');",
        '~bump(«rec», «small»);',
      ),
      ...rules(
        0.4,
        'Object.assign(«rec», { open: false });',
        'delete «rec».seen.last;',
        'const { count: «new num counted» } = «rec»;',
        'const { count: «new num counted», note: «new str noted», seen: { first: «new num since» } } = «rec»;',
        'const { tags: «own none kept», seen: «own none seen» } = «rec»;\n«=kept».push(«word»);\n«=seen».last = Date.now();',
        '«rec r».by[«word w»] = («rec r».by[«word w»] ?? 0) + 1;',
        'for (const name of NAMES) {\nif («rec r».by[name]) continue;\n«rec r».by[name] = 1;\nlog(name);\n}',
        "for (const tag of «rec r».tags) {\nif (tag === 'old') break;\n«rec r».count++;\n}",
        '«rec r».tags.forEach((tag) => {\nlog(`${tag} of ${«rec r».count}`);\n});',
        '«rec r».count > 5 && («rec r».open = false);',
      ),
      ...rules(
        0.3,
        `const { count: «new num counted» = 0, note: «new str noted» = 'none' } = ${get} ?? {};`,
        `if (!${c.has(k)}) ${c.set(k, fresh)};\n${c.sure(k)}.tags.push(«word»);`,
        `if (!${c.has(k)}) {\n${c.set(k, fresh)};\nlog('new');\n}\nconst «new rec member» = ${c.sure(k)};\n«=member».count++;`,
        `switch (${kept}?.note) {\ncase undefined: {\n${c.set(k, fresh)};\nlog('new');\nbreak;\n}\ncase 'old': {\n${c.delete(k)};\nbreak;\n}\ndefault: {\n«block»\n}\n}`,
        `const «own none there» = ${kept};\nif (!«=there») {\n${c.set(k, fresh)};\nlog('created');\n} else if («=there».open) {\n«=there».count += 1;\nlog('counted');\n} else {\n${c.delete(k)};\nlog('closed');\n}`,
      ),
      ...overall(
        0.2,
        `for (const «own str name» of NAMES) {\n«round»\n}`,
        `for (const «own str name» of NAMES) {\nconst found = ${c.get('«=name»')};\nif (!found?.open) continue;\nfound.count++;\nlog(«=name»);\n}`,
        `const «new none states» = NAMES.map((name) => ({ name, count: ${c.get('name')}?.count ?? 0 }));\nlog(«=states»);`,
      ),
      ...rules(0.4, `if (${c.has(k)}) ${c.sure(k)}.count++;`),
      ...overall(
        0.1,
        `for (const [name, one] of ${c.entries}) if (one.until < Date.now()) ${c.delete('name')};`,
        `for (const one of ${c.values}) one.open = false;`,
        `let «new mutable all» = 0;\nfor (const one of ${c.values}) «=all» += one.count;`,
      ),
    ],
  };
}
