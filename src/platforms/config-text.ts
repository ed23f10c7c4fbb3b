/** Configuration as data. What does not parse becomes a diagnostic, never an exception: one broken file must not end an audit. */
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type { PackageView } from '../model/project.js';

/** CloudFormation's short forms. A value behind one is known at deployment only, so it must not pass for a string. */
const intrinsics = [
  'Ref',
  'Sub',
  'GetAtt',
  'ImportValue',
  'Join',
  'Select',
  'FindInMap',
  'If',
  'GetAZs',
  'Base64',
  'Split',
];
const customTags = intrinsics.map((name): Yaml.ScalarTag => ({
  tag: `!${name}`,
  resolve: (text) => ({ [name]: text }),
}));

/** Seventy modules, for a file that most projects do not have. */
const require = createRequire(import.meta.url);
const yaml = (): typeof Yaml => require('yaml') as typeof Yaml;

export type Data = Readonly<Record<string, unknown>>;

/** What a YAML or JSON file says; `undefined` (and a diagnostic) when it does not parse. */
export function readYaml(view: PackageView, file: string, text = view.read(file)): unknown {
  if (text === undefined) return undefined;
  const { LineCounter, parseDocument } = yaml();
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    customTags,
    merge: true,
    logLevel: 'error',
    lineCounter,
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (!error) return toData(view, file, () => document.toJS());
  const { line } = lineCounter.linePos(error.pos[0]);
  view.report({ file, line, kind: 'config', message: `${file} is not valid YAML: ${error.message}` });
  return undefined;
}

/** Aliases are resolved late: an unknown or explosive one shows only here. */
function toData(view: PackageView, file: string, build: () => unknown): unknown {
  try {
    return build();
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    view.report({ file, kind: 'config', message: `${file} cannot be read: ${cause}` });
    return undefined;
  }
}

/** JSON with comments reads as YAML once the comments are gone. */
export const readJsonc = (view: PackageView, file: string): unknown =>
  readYaml(view, file, (view.read(file) ?? '').replace(/^\s*\/\/.*$|\/\*[\s\S]*?\*\//gm, ''));

export const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const dataOf = (value: unknown): Data => (isData(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Text of a JavaScript configuration without its comments, where commented-out options would pass for options. */
export const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '$1');
