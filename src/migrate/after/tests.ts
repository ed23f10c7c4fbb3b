/**
 * What tests need beside the code. State in memory was gone with the module that held it; shared state outlives modules, files and runs. So each
 * test gets a namespace of its own: it begins with nothing, and runs beside others on one server.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ts } from 'ts-morph';
import { changeOf, creation, openFile, type Change } from '../apply/files.js';
import { parsed } from '../checks/tree.js';
import { moduleFor } from '../declare.js';
import { styleOf } from '../style.js';
import type { Destination } from '../types.js';
import { ownerOf } from './packages.js';

export interface TestSetup {
  readonly changes: readonly Change[];
  /** The file that the test runner loads first; undefined where there is no configuration of Vitest to name it in. */
  readonly file: string | undefined;
}

const CONFIGS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].flatMap((extension) => [
  `vitest.config.${extension}`,
  `vite.config.${extension}`,
]);

/** For the packages of the files that change. */
export function testSetups(root: string, files: Iterable<string>, to: Destination): TestSetup[] {
  const packages = new Set([...files].map((file) => ownerOf(root, file) ?? ''));
  return [...packages].map((directory) => testSetup(root, directory, to));
}

function testSetup(root: string, directory: string, to: Destination): TestSetup {
  const none: TestSetup = { changes: [], file: undefined };
  for (const name of CONFIGS) {
    const config = openFile(root, join(directory, name));
    const options = config && testOptions(parsed(config.file, config.text));
    if (config === undefined || options === undefined) continue;
    const folder = ['test', 'tests', '__tests__'].find((one) => existsSync(join(root, directory, one))) ?? '';
    const inside = join(folder, `coldstate.setup.${/\.[cm]?ts$/.test(name) ? 'ts' : 'js'}`).replaceAll('\\', '/');
    const file = join(dirname(config.file), inside).replaceAll('\\', '/');
    if (openFile(root, file) !== undefined) return { changes: [], file };
    const style = styleOf(options.getSourceFile());
    const text = named(options, inside, config.text, style.quote);
    if (text === undefined) return none;
    return { changes: [changeOf(config, text), creation(file, setupText(to, style))], file };
  }
  return none;
}

/** `{ … }` of `test: { … }`. */
function testOptions(file: ts.SourceFile): ts.ObjectLiteralExpression | undefined {
  let found: ts.ObjectLiteralExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyAssignment(node) &&
      node.name.getText() === 'test' &&
      ts.isObjectLiteralExpression(node.initializer)
    )
      found ??= node.initializer;
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

/** The text of the configuration with one more file in `setupFiles`. */
function named(options: ts.ObjectLiteralExpression, path: string, text: string, quote: string): string | undefined {
  const known = options.properties.find((property) => property.name?.getText() === 'setupFiles');
  // Beside `./tests/setup.ts` it is written likewise.
  const start = known !== undefined && /['"`]\.\//.test(known.getText()) ? './' : '';
  const entry = `${quote}${start}${path}${quote}`;
  if (known !== undefined) {
    const list = ts.isPropertyAssignment(known) ? known.initializer : undefined;
    if (list === undefined) return undefined;
    if (ts.isStringLiteralLike(list)) return spliced(text, list.getStart(), list.end, `[${entry}, ${list.getText()}]`);
    if (!ts.isArrayLiteralExpression(list)) return undefined;
    const at = list.elements[0]?.getStart() ?? list.end - 1;
    return spliced(text, at, at, list.elements.length === 0 ? entry : `${entry}, `);
  }
  const last = options.properties.at(-1);
  if (last === undefined) return spliced(text, options.getStart(), options.end, `{ setupFiles: [${entry}] }`);
  const line = /\n[ \t]*$/.exec(text.slice(0, last.getStart()))?.[0];
  return spliced(text, last.end, last.end, `,${line ?? ' '}setupFiles: [${entry}]`);
}

const spliced = (text: string, start: number, end: number, inserted: string): string =>
  text.slice(0, start) + inserted + text.slice(end);

function setupText(to: Destination, { quote: q, semicolon: s, newline, indent }: ReturnType<typeof styleOf>): string {
  return [
    `import { afterAll, beforeEach, vi } from ${q}vitest${q}${s}`,
    `import { closeAll, configure } from ${q}${moduleFor(to)}${q}${s}`,
    '',
    '// Shared state outlives a module and a test. Under a name of its own each test begins with nothing, on memory and on a server.',
    'beforeEach(() => {',
    `${indent}configure({ namespace: \`test-\${crypto.randomUUID()}\` })${s}`,
    `})${s}`,
    '',
    '// The client of a server waits on timers of its own, which must run: there, fake timers are a fake date alone.',
    `if (process.env[${q}COLDSTATE_URL${q}]) vi.setConfig({ fakeTimers: { toFake: [${q}Date${q}] } })${s}`,
    '',
    `afterAll(closeAll)${s}`,
    '',
  ].join(newline);
}
