/** What all programs are made of, whatever they store: arithmetic, control flow, effects. */
import type { Grammar, Rule } from './grammar.js';

/** Texts of one weight. */
export const rules = (weight: number, ...texts: string[]): Rule[] => texts.map((text) => ({ text, weight }));
/** About all entries, or several. Most functions are about one, or about all. */
export const overall = (weight: number, ...texts: string[]): Rule[] =>
  texts.map((text) => ({ text, weight, isOverall: true }));
const onlyIn = (only: NonNullable<Rule['only']>, weight: number, ...texts: string[]): Rule[] =>
  texts.map((text) => ({ text, weight, only }));

/** What is returned where no store is asked: after an answer hardly anybody asks it again. */
export const CALM: Readonly<Record<string, string>> = {
  num: '0',
  bool: 'false',
  str: "'refused'",
  shape: '{ ok: false, left: 0 }',
  maybe: 'undefined',
  recOr: 'undefined',
  strings: '[]',
};

/** The ends of a function: what follows them is never reached, so they stand in a branch. */
const EXITS = onlyIn(
  'function',
  1,
  '{\nreturn «ret»;\n}',
  '{\nreturn «ret»;\n}',
  '{\nlog(«told»);\nreturn «calm»;\n}',
  '{\nanswer(429, «told»);\nreturn «calm»;\n}',
);

export const BASE: Grammar = {
  term: [
    ...rules(1, '1', '2', '3'),
    ...rules(0.6, '(«num»)', 'Math.max(0, «term» - 1)', 'Math.min(«num», 50)', 'Number(«bool»)'),
  ],
  num: [
    ...rules(0.6, '1', '5'),
    ...rules(2, '«term»'),
    ...rules(0.8, '«term» + «term»', '«term» - «term»', '«term» % 7', '«atom» ? «term» : «term»'),
    ...rules(0.3, 'Date.now()', '«str».length'),
    ...rules(0.5, '«bag».length'),
  ],
  atom: rules(0.5, '(«bool»)', '!«atom»'),
  bool: [
    // Where nothing else fits.
    ...rules(0.01, 'true'),
    ...rules(0.3, '«str».length > 4'),
    ...rules(1.5, '«term» > «term»', '«atom»', '!«atom»'),
    ...rules(0.8, '«term» >= «term»', '«atom» && «atom»', '«atom» || «atom»', '«atom» && «atom» || «atom»'),
  ],
  str: [
    ...rules(0.7, "'open'", "'spring'", "'old'"),
    ...rules(0.8, '`${«str»}:${«num»}`', 'String(«num»)', '«str».toUpperCase()'),
    ...rules(0.4, 'JSON.stringify(«any»)', '(«atom» ? «str» : «str»)'),
    ...rules(0.6, "«bag».join(',')", "(«bag».at(-1) ?? 'none')"),
  ],
  any: [
    ...rules(1, '«num»', '«str»', '«bool»', '«maybe»'),
    ...rules(0.5, '[...«bag»]', '{ lines: «bag».length, last: «bag».at(-1) }'),
    ...rules(0.7, '{ key: «str», value: «num» }', '[«num», «str»]', '-«term»', '«term» ** 2'),
  ],
  /** What may be stored: a program that adds up what it stored, and stores that, would soon store nothing else. */
  small: [...rules(1, '1', '2', 'Math.min(«num», 20)', '«term» % 10'), ...rules(0.3, '«str».length % 5')],
  word: [...rules(1, "'open'", "'old'"), ...rules(1.5, '`line-${«term» % 10}`')],
  /** What an effect is told: mostly what is at hand. */
  told: [
    ...rules(2, "'refused'", '«key»', "{ id: «key», why: 'limit' }", '`${«key»} ended`'),
    ...rules(0.5, '«any»', '{ value: «small» }'),
  ],
  /** An answer in an object. */
  shape: rules(1, '{ ok: «bool», left: «num» }', '{ ok: true, left: «term» }', '{ ok: false, left: 0 }'),
  /** Something that may not be there. */
  maybe: rules(0.2, 'undefined'),
  exit: [
    ...EXITS,
    ...onlyIn('function', 1, '{\nreturn;\n}').map((rule) => ({ ...rule, weight: 0 })),
    ...onlyIn(
      'function',
      0.5,
      '{\nthrow new Error(«str»);\n}',
      "{\nthrow new RangeError('over the limit');\n}",
      '{\nlog(«told»);\nthrow new Error(`no ${«str»}`);\n}',
    ),
    ...onlyIn('responding', 1, '{\nres.status(400).json(«told»);\nthrow new Error(«str»);\n}'),
  ],
  stmt: [
    ...rules(1.6, '«access»'),
    ...rules(0.45, 'log(«told»);'),
    ...rules(0.15, 'answer(200, «told»);'),
    ...onlyIn('responding', 0.6, 'res.status(200).json(«told»);'),
    ...rules(1, 'if («bool») {\n«block»\n}', 'if («bool») {\n«block»\n} else {\n«block»\n}'),
    ...onlyIn('function', 1.6, 'if («bool») «exit»'),
    ...rules(
      0.7,
      'const «new num amount» = «num»;',
      'const «new str label» = «str»;',
      'let «new mutable sum» = «num»;',
    ),
    ...rules(0.4, 'const «new bool isOpen» = «bool»;'),
    ...rules(1.2, '«mutable» += «term»;'),
    ...rules(0.3, '«mutable» = «num»;'),
    ...rules(0.5, 'const «new bag lines»«ts:: string[]» = [];', 'const «new bag parts»«ts:: string[]» = [«str»];'),
    ...rules(1.6, '«bag».push(«str»);', 'if («bool») «bag».push(«str»);'),
    ...rules(0.25, 'if («bag».length > 0) log(«bag».length);'),
    ...rules(
      0.3,
      "try {\n«block»\n} catch (error) {\nlog(error instanceof Error ? error.message : 'unknown');\n}",
      "try {\n«block»\n} finally {\nlog('done');\n}",
      'try {\n«block»\n} catch {\n«block»\n}',
      'for (let «own num i» = 0; «=i» < 2; «=i»++) {\n«loop»\n}',
      'for (const «own str name» of NAMES) {\n«loop»\n}',
      "for (const «own str name» of NAMES) {\nif («=name» === 'bob') continue;\n«loop»\nlog(«=name»);\n}",
      'let «new num round» = 0;\nwhile («atom» && «=round» < 3) {\n«=round»++;\n«loop»\n}',
      'switch («term» % 3) {\ncase 0: {\n«block»\nbreak;\n}\ndefault: {\n«block»\n}\n}',
      "switch («word».toLowerCase()) {\ncase 'open':\ncase 'old': {\n«block»\nbreak;\n}\ncase 'spring': {\n«block»\n}\n}",
    ),
    ...rules(0.25, 'NAMES.forEach((«own str name») => {\n«!block»\n});'),
    ...onlyIn('function', 0.25, "switch («word».toLowerCase()) {\ncase 'old':\n«leave»\ndefault: {\n«block»\n}\n}"),
    ...onlyIn('loop', 1.5, 'if («bool») break;', 'if («bool») continue;'),
    ...onlyIn('async', 3, 'await tick();'),
  ],
  leave: [
    ...onlyIn('function', 1, 'return «ret»;'),
    ...onlyIn('function', 0.5, 'throw new Error(«str»);', 'log(«told»);\nreturn «calm»;'),
  ],
  /** How a function that returns nothing ends, if by more than its last step. */
  close: [
    ...rules(2, 'log(«told»);', 'if («bool») log(«told»);', 'if («bool») return;\nlog(«told»);'),
    ...rules(
      1,
      'if («bool») {\nlog(«told»);\nreturn;\n}\n«access»',
      'if («bool») {\n«block»\nreturn;\n}\n«access»\nlog(«told»);',
    ),
    ...rules(0.6, 'for (const name of NAMES) {\nif («bool») return;\nlog(name);\n}', '«access»\nreturn;'),
  ],
  /** What an arrow function of one expression gives. */
  lean: rules(1, 'return «ret»;'),
  /** How a function that returns something ends. */
  final: [
    ...rules(8, 'return «ret»;'),
    ...rules(0.2, "try {\nreturn «ret»;\n} finally {\nlog('closed');\n}"),
    ...rules(1, 'if («bool») return «ret»;\nreturn «ret»;', 'return «atom» ? «ret» : «ret»;'),
    ...rules(
      0.5,
      'if («bool») {\n«block»\nreturn «ret»;\n} else {\nreturn «ret»;\n}',
      "try {\n«block»\nreturn «ret»;\n} catch (error) {\nlog(error instanceof Error ? error.message : 'unknown');\nreturn «ret»;\n}",
      'switch («term» % 3) {\ncase 0:\nreturn «ret»;\ncase 1: {\n«block»\nreturn «calm»;\n}\ndefault:\nreturn «ret»;\n}',
    ),
  ],
};

/** Of a function that returns nothing. */
export const withoutReturn = (grammar: Grammar): Grammar => ({
  ...grammar,
  leave: rules(1, 'return;', 'log(«told»);\nreturn;'),
  exit: (grammar.exit ?? []).map((rule) => (rule.text === '{\nreturn;\n}' ? { ...rule, weight: 2 } : rule)),
});

/** Of one entry; or of all, which are then as likely as anything else. */
export const ofOne = (grammar: Grammar): Grammar => each(grammar, (all) => all.filter(({ isOverall }) => !isOverall));
export const ofAll = (grammar: Grammar): Grammar =>
  each(grammar, (all) =>
    all.flatMap((rule) => (rule.isOverall ? [{ ...rule, weight: (rule.weight ?? 1) * OFTEN }] : [])),
  );
const OFTEN = 12;

const each = (grammar: Grammar, change: (all: readonly Rule[]) => readonly Rule[]): Grammar =>
  Object.fromEntries(Object.entries(grammar).map(([sort, all]) => [sort, change(all)]));

/** The rules of several grammars together. */
export function together(...grammars: readonly Grammar[]): Grammar {
  const sorts = new Set(grammars.flatMap((grammar) => Object.keys(grammar)));
  return Object.fromEntries([...sorts].map((sort) => [sort, grammars.flatMap((grammar) => grammar[sort] ?? [])]));
}
