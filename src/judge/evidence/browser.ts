import type { ModuleFacts } from '../../model/facts.js';
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
export const isChangedOnPages = (module: ModuleFacts, program: Program): boolean =>
  OF_COMPONENT.test(module.file) || behindComponents(program).has(module);

/** What components import, at whatever distance. What they ask for on the server stays there, with all that it imports. */
const behindComponents = oncePerProgram(({ modules, entries }) => {
  const mayRunOnServers = entries.some(({ platform }) => platform === 'nextjs');
  const isComponent = ({ file, calls }: ModuleFacts): boolean =>
    OF_COMPONENT.test(file) || (!mayRunOnServers && calls.some(({ jsx }) => jsx));
  const staysOnServer = ({ file, directives }: ModuleFacts): boolean =>
    OF_SERVER.test(file) || directives.includes('use server');
  const importedBy = (module: ModuleFacts): ModuleFacts[] =>
    [...modules.importedBy(module)].filter((imported) => !staysOnServer(imported));
  const components = [...modules.all()].filter((module) => isComponent(module) && !staysOnServer(module));
  const found = new Set(components.flatMap(importedBy));
  for (const module of found) for (const imported of importedBy(module)) found.add(imported);
  return found;
});
