/**
 * A copy of the project for its own tools, in which edited files have their new text. Nothing else is copied: what is not edited is a link to
 * the project, so that ignored and generated files are there too, and the project itself is only ever read.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { hasAdapters, ownAdapters } from './adapter-types.js';

export interface Scratch {
  /** What stands for the root of the project. */
  readonly root: string;
  /** What stands for the repository or workspace around it. */
  readonly top: string;
  /** For what tools want to leave behind. */
  readonly spare: string;
  /** Of files that `makeScratch` was told of. */
  readonly write: (texts: ReadonlyMap<string, string | undefined>) => void;
  readonly remove: () => void;
}

/** `files`: all that will ever be written. */
export function makeScratch(root: string, files: readonly string[]): Scratch {
  const top = surrounding(root);
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'coldstate-check-')));
  const copy = join(home, 'project');
  const inner = join(copy, relative(top, root));
  const real = new Set<string>(['']);
  const paths = [...files.map((file) => join(root, file)), join(root, 'package.json')];
  const written = new Set(files.map((file) => relative(top, join(root, file))));
  for (const path of paths)
    for (let dir = dirname(relative(top, path)); dir !== '.' && !real.has(dir); dir = dirname(dir)) real.add(dir);
  try {
    overlay({ top, copy, real, written }, '');
    provideAdapters(root, inner);
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
  const spare = join(home, 'spare');
  mkdirSync(spare);
  return {
    root: inner,
    top: copy,
    spare,
    write: (texts) => {
      for (const [file, text] of texts) {
        const path = join(inner, file);
        if (text === undefined) rmSync(path, { force: true });
        else {
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, text);
        }
      }
    },
    remove: () => {
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The repository, else the outermost directory above that still looks like part of the project. */
function surrounding(root: string): string {
  let outer = root;
  for (let at = root; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (existsSync(join(at, 'package.json'))) outer = at;
    if (at === dirname(at)) return outer;
  }
}

interface Overlay {
  readonly top: string;
  readonly copy: string;
  /** Directories that are made, because something below them is written; relative to the top. */
  readonly real: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
}

const LEFT_OUT: ReadonlySet<string> = new Set(['.git', '.coldstate']);

function overlay(layout: Overlay, dir: string): void {
  const { top, copy, real, written } = layout;
  mkdirSync(join(copy, dir), { recursive: true });
  if (!existsSync(join(top, dir))) return;
  for (const name of readdirSync(join(top, dir))) {
    const path = join(dir, name);
    if (LEFT_OUT.has(name) || written.has(path)) continue;
    if (name === 'node_modules') linkModules(layout, path);
    else if (real.has(path)) overlay(layout, path);
    else link(join(top, path), join(copy, path));
  }
}

/** Packages of the project itself are linked to their copies: an edited one must not be seen as it was. */
function linkModules(layout: Overlay, dir: string): void {
  const { top, copy } = layout;
  mkdirSync(join(copy, dir), { recursive: true });
  for (const name of readdirSync(join(top, dir))) {
    const path = join(dir, name);
    if (!statSync(join(top, path), { throwIfNoEntry: false })) continue;
    const target = realpathSync(join(top, path));
    const inside = relative(realpathSync(top), target);
    const isOwn = !inside.startsWith('..') && !isAbsolute(inside) && !inside.split(sep).includes('node_modules');
    if (isOwn) link(join(copy, inside), join(copy, path), statSync(target).isDirectory());
    else if (name.startsWith('@') && name !== '@types') linkModules(layout, path);
    else link(target, join(copy, path));
  }
}

function link(
  target: string,
  path: string,
  isDirectory = statSync(target, { throwIfNoEntry: false })?.isDirectory(),
): void {
  if (isDirectory === undefined) return;
  try {
    // On Windows a junction needs no permission; elsewhere the kind says nothing.
    symlinkSync(target, path, isDirectory ? 'junction' : 'file');
  } catch (error) {
    if (isDirectory) throw error;
    copyFileSync(target, path);
  }
}

function provideAdapters(root: string, copy: string): void {
  const own = hasAdapters(root) ? undefined : ownAdapters();
  if (own === undefined) return;
  const scope = join(copy, 'node_modules/@coldstate');
  mkdirSync(scope, { recursive: true });
  link(own, join(scope, 'adapters'));
}
