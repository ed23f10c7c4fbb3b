/** The fixtures of the transforms: what a file is before and after, where it lies in its project, and what is said on the command line. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import jscodeshift from 'jscodeshift';
import array from '../../codemods/array.js';
import map from '../../codemods/map.js';
import object from '../../codemods/object.js';
import scalar from '../../codemods/scalar.js';
import set from '../../codemods/set.js';

const DIRECTORY = 'codemods/__testfixtures__';
export const TRANSFORMS = { map, set, array, object, scalar } as const;
export type FormName = keyof typeof TRANSFORMS;

export interface Fixture {
  readonly form: FormName;
  readonly name: string;
  /** In the project that it comes from. */
  readonly path: string;
  readonly input: string;
  readonly output: string;
  readonly options: Readonly<Record<string, string>>;
}

type Listed = Readonly<Record<string, { readonly path?: string; readonly options?: Record<string, string> }>>;

export const fixtures: readonly Fixture[] = Object.entries(
  JSON.parse(readFileSync(join(DIRECTORY, 'cases.json'), 'utf8')) as Record<FormName, Listed>,
).flatMap(([form, cases]) =>
  Object.entries(cases).map(([name, { path, options = {} }]) => {
    const at = (side: string, extension: string) => join(DIRECTORY, form, `${name}.${side}.${extension}`);
    const extension = existsSync(at('input', 'ts')) ? 'ts' : 'js';
    return {
      ...{ form: form as FormName, name, options, path: path ?? `src/${name}.${extension}` },
      input: readFileSync(at('input', extension), 'utf8'),
      output: readFileSync(at('output', extension), 'utf8'),
    };
  }),
);

export interface Ran {
  /** Undefined where nothing changes. */
  readonly text: string | undefined;
  readonly said: readonly string[];
}

/** As jscodeshift runs it, without its trimming of what comes out. */
export function run(
  form: FormName,
  path: string,
  source: string,
  options: Readonly<Record<string, unknown>> = {},
): Ran {
  const said: string[] = [];
  const report = (message: string) => void said.push(message);
  const api = { j: jscodeshift, jscodeshift, stats: () => undefined, report };
  const text = TRANSFORMS[form]({ path, source }, api, options) as string | undefined;
  return { text, said };
}
