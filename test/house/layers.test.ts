import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path/posix';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { sourcesIn, type Source } from './sources.js';

interface Layer {
  layers: string[];
  packages: string[];
}

/** The one place that says who may import whom; docs/architecture.md shows it. */
const table = JSON.parse(readFileSync('test/house/layers.json', 'utf8')) as Record<string, Layer>;

interface Arrow {
  from: string;
  to: string;
  isOurs: boolean;
  /** `src/judge/index.ts imports ../program/index.js` */
  says: string;
}

const sources = sourcesIn('src', 'bin', 'rules', 'codemods', 'adapters/src');
const arrows = sources.flatMap((source) => [...arrowsFrom(source)]);

function* arrowsFrom(source: Source): Generator<Arrow> {
  for (const specifier of importsOf(source)) {
    const isOurs = specifier.startsWith('.');
    const to = isOurs ? layerOf(join(source.file, '..', specifier)) : packageOf(specifier);
    yield { from: layerOf(source.file), to, isOurs, says: `${source.file} imports ${specifier}` };
  }
}

/** Imports of every kind: static, of types, dynamic, by `require`, and the URL by which bin names the build. */
function importsOf({ text }: Source): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  const urls = [...text.matchAll(/new URL\('(?<path>[^']+\.js)', import\.meta\.url\)/g)];
  return [...importedFiles.map(({ fileName }) => fileName), ...urls.map(({ groups }) => groups?.path ?? '')];
}

function layerOf(file: string): string {
  const path = file.replace(/^dist\//, '');
  if (/^src\/index\.[jt]s$/.test(path)) return 'api';
  return /^(?:src\/)?(?<layer>[^/]+)\//.exec(path)?.groups?.layer ?? path;
}

/** `node:path/posix` → `node:path`, `@scope/name/deep` → `@scope/name`. */
function packageOf(specifier: string): string {
  const depth = specifier.startsWith('@') ? 2 : 1;
  return specifier.split('/').slice(0, depth).join('/');
}

describe('the layers', () => {
  it('have a place in the table, every one', () => {
    const unknown = sources.filter(({ file }) => !(layerOf(file) in table)).map(({ file }) => file);
    expect(unknown, 'add their layer to test/house/layers.json').toEqual([]);
  });

  it('exist, every one in the table', () => {
    const known = new Set(sources.map(({ file }) => layerOf(file)));
    expect(Object.keys(table).filter((name) => !known.has(name))).toEqual([]);
  });

  it('point in one direction', () => {
    const names = Object.keys(table);
    const upward = names.flatMap((name, at) =>
      (table[name]?.layers ?? []).filter((other) => names.indexOf(other) >= at).map((other) => `${name} → ${other}`),
    );
    expect(upward, 'a layer may import only layers above it in the table').toEqual([]);
  });

  it.each(Object.keys(table))('%s imports only what it may', (name) => {
    const { layers = [], packages = [] } = table[name] ?? {};
    const allowed = new Set([name, ...layers]);
    const own = arrows.filter(({ from }) => from === name);
    expect(own.filter(({ to, isOurs }) => (isOurs ? !allowed.has(to) : !packages.includes(to))).map(says)).toEqual([]);
  });

  it('say where Node comes in by its own scheme', () => {
    expect(arrows.filter(({ to, isOurs }) => !isOurs && isBuiltin(to) && !to.startsWith('node:')).map(says)).toEqual(
      [],
    );
  });

  it('leave process, console and the clock to the command line and to what other programs call', () => {
    // What runs beside a program inside an instance has no other host.
    const isInside = (file: string) => file.startsWith('src/simulate/runtime/');
    const isEdge = (file: string) => ['cli', 'bin'].includes(layerOf(file)) || file === 'src/index.ts';
    const shared = sources.filter(({ file }) => !isEdge(file) && !isInside(file));
    // Adapters wait for servers: they measure time, and ask the host for nothing else.
    const isTimeOut = (use: string) => /^adapters\/.*: (?:performance\.now|process\?\.hrtime)$/.test(use);
    expect(shared.flatMap((source) => [...hostUses(source)]).filter((use) => !isTimeOut(use))).toEqual([]);
  });
});

const says = (arrow: Arrow): string => arrow.says;

const HOST = new Set(['process', 'console', 'performance']);

/** Uses as values; a string or a property of that name is none. */
function* hostUses({ file, text }: Source): Generator<string> {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const nodes: ts.Node[] = [tree];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && HOST.has(node.expression.text)) {
      yield `${file}: ${node.getText()}`;
    }
    nodes.push(...node.getChildren());
  }
}
