/** A project as the checks read it: every source, tests and declarations too, because a caller may be anywhere. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { listFiles } from '../../workspace/list-files.js';
import { openWorkspace, readSource } from '../../workspace/index.js';
import { codeCache, type CodeSource } from '../code.js';
import { withAdapterTypes } from './adapter-types.js';

const CODE = /\.[cm]?[jt]sx?$/;
const COMPONENT = /\.(?:astro|svelte|vue)$/;

export function projectSource(directory: string): CodeSource {
  const { root, workspace } = openWorkspace(directory);
  const compilerOptions = rootOptions(root);
  const { files } = listFiles(root);
  return withAdapterTypes({
    root,
    files: files.filter((file) => CODE.test(file)),
    others: files.filter((file) => COMPONENT.test(file)),
    read: (file) => {
      const read = readSource(join(root, file));
      return 'text' in read ? read.text : undefined;
    },
    resolve: (from, specifier) => workspace.resolve(from, specifier),
    ...(compilerOptions === undefined ? {} : { compilerOptions }),
    cache: codeCache(),
  });
}

function rootOptions(root: string): ts.CompilerOptions | undefined {
  const file = ['tsconfig.json', 'jsconfig.json'].map((name) => join(root, name)).find((path) => existsSync(path));
  if (file === undefined) return undefined;
  const { config } = ts.readConfigFile(file, (path) => readFileSync(path, 'utf8')) as { config?: object };
  // No listing: which files belong to it is not the question.
  const host = { ...ts.sys, readDirectory: () => [] };
  return ts.parseJsonConfigFileContent(config ?? {}, host, root, undefined, file).options;
}

/** Specifiers of imports, of `require` and of dynamic ones. */
export function importsOf(file: ts.SourceFile): ts.StringLiteralLike[] {
  const { imports = [] } = file as ts.SourceFile & { readonly imports?: readonly ts.StringLiteralLike[] };
  return [...imports];
}
