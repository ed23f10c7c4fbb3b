/** A package that is published has callers whom nobody can ask: what it exports keeps its shape. */
import { posix } from 'node:path';
import { placeOf } from '../code.js';
import type { Refusal } from '../types.js';
import { exportsOf, givesFunctionAt, isGivenBy, type Exported } from './exports.js';
import { refusalAt, type ChangedFor, type Guard, type World } from './types.js';

export const publicApi: Guard = (around) => {
  const { code, target, uses } = around;
  const file = code.nameOf(target.declaration.getSourceFile());
  const given = publicIn(around, file).find(
    ({ declaration }) =>
      isGivenBy(declaration, target.declaration) ||
      uses.some((use) => 'alias' in use && isGivenBy(declaration, use.receiver)),
  );
  if (given === undefined) return [];
  const why = `\`${given.name}\` is exported by the package ${manifestOf(around, file)?.name ?? ''}`;
  return [refusalAt(target.store, placeOf(code, target.name), 'PUBLIC_API', why, ADVICE)];
};

/** A function that would have to wait is part of the interface as well. */
export function publicFunctions(world: World, functions: readonly ChangedFor[]): Refusal[] {
  return functions.flatMap((fn) => {
    const given = publicIn(world, fn.file).find(({ declaration }) => givesFunctionAt(world.code, declaration, fn));
    if (given === undefined) return [];
    const why = `\`${given.name}\` would give a promise, and the package ${manifestOf(world, fn.file)?.name ?? ''} exports it`;
    return fn.stores.map((store) => refusalAt(store, fn, 'PUBLIC_API', why, ADVICE));
  });
}

const ADVICE =
  'Publish a version with an asynchronous interface, or set `"private": true` if the package is not published.';

function publicIn(world: World, file: string): Exported[] {
  const manifest = manifestOf(world, file);
  if (manifest === undefined || !isPublished(manifest)) return [];
  return entriesOf(world, manifest).flatMap((entry) => {
    const source = world.code.file(entry);
    return source === undefined ? [] : exportsOf(world.code, source);
  });
}

interface Manifest {
  readonly at: string;
  readonly name?: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly main?: unknown;
  readonly module?: unknown;
  readonly types?: unknown;
  readonly typings?: unknown;
  readonly exports?: unknown;
  readonly files?: unknown;
  readonly publishConfig?: unknown;
}

function manifestOf({ source }: World, file: string): Manifest | undefined {
  for (let directory = posix.dirname(file); ; directory = posix.dirname(directory)) {
    const at = directory === '.' ? 'package.json' : `${directory}/package.json`;
    const manifest = parsed(source.read(at));
    if (manifest !== undefined) return { ...manifest, at };
    if (directory === '.' || directory === '/') return undefined;
  }
}

function parsed(text: string | undefined): object | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `main` alone says nothing: `npm init` writes it for every project. */
function isPublished({ private: isPrivate, version, ...manifest }: Manifest): boolean {
  const { exports, files, publishConfig, types, typings, module } = manifest;
  const signs = [exports, files, publishConfig, types, typings, module];
  return isPrivate !== true && version !== undefined && signs.some((sign) => sign !== undefined);
}

const BUILT = /^(?:\.\/)?(?:dist|build|lib|out|esm|cjs)\/(?:esm\/|cjs\/|src\/)?/;

function entriesOf({ source, code }: World, { at, exports, main, module, types, typings }: Manifest): string[] {
  const paths = [exports, main, module, types, typings].flatMap(stringsIn);
  return [
    ...new Set(
      paths.flatMap((path) => {
        const own = path.replace(/\.d\.([cm]?ts)$/, '.$1').replace(/^(?!\.)/, './');
        const found = [own, own.replace(BUILT, './src/'), own.replace(BUILT, './')].flatMap(
          (candidate) => source.resolve(at, candidate) ?? [],
        );
        return found.find((name) => code.file(name) !== undefined) ?? [];
      }),
    ),
  ];
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
