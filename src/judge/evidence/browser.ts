import type { ModuleFacts } from '../../model/facts.js';
import { append } from '../../model/append.js';
import type { Program } from '../../program/index.js';
import { oncePerProgram } from './once-per-program.js';

/** Modules that no server loads, or runs nothing of that changes what they hold. */

/** In the client's module graph alone: marked `'use client'`, or imported by nothing but such modules. */
export function isOfPages(module: ModuleFacts, program: Program): boolean {
  if (program.modules.isBrowser(module)) return true;
  if (!program.reach.knows(module.file) || program.reach.unitsOfFile(module.file).size > 0) return false;
  return behindPages(program).has(module);
}

/** What browser modules import, at whatever distance. */
const behindPages = oncePerProgram(({ modules }) => {
  const found = new Set<ModuleFacts>([...modules.all()].filter((module) => modules.isBrowser(module)));
  for (const module of found) for (const imported of modules.importedBy(module)) found.add(imported);
  return found;
});

const OF_COMPONENT = /\.(?:svelte|vue)(?:\.[jt]s)?$/;
const OF_SERVER = /(?:^|\/)server\/|\.(?:server|remote)\.[cm]?[jt]sx?$/;

/**
 * What no request changes, in a module that components load, changes on the page alone: a store of dialogs, the number of the next toast.
 * Components of React may run on servers for each request, and count where no framework makes them do so.
 */
export function isChangedOnPages({ file }: ModuleFacts, program: Program): boolean {
  if (OF_COMPONENT.test(file)) return true;
  const importers = importersIn(program);
  const behind = new Set([file]);
  for (const next of behind) {
    const module = program.modules.get(next);
    // What is asked for from pages stays on the server.
    if (!module || OF_SERVER.test(next) || module.directives.includes('use server')) continue;
    if (next !== file && isComponent(module, program)) return true;
    for (const importer of importers.get(next) ?? []) behind.add(importer);
  }
  return false;
}

function isComponent({ file, calls }: ModuleFacts, { entries }: Program): boolean {
  if (OF_COMPONENT.test(file)) return true;
  return calls.some(({ jsx }) => jsx) && !entries.some(({ platform }) => platform === 'nextjs');
}

const importersIn = oncePerProgram(({ modules }) => {
  const importers = new Map<string, string[]>();
  for (const module of modules.all())
    for (const { file } of modules.importedBy(module)) append(importers, file, module.file);
  return importers;
});
