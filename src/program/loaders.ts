import { flowed } from './flow.js';
import type { ModuleFacts } from '../model/facts.js';
import type { Modules } from './modules.js';

/** Which of several programs load a file: those that start there, and those that start in what imports it, at whatever distance. */
export function loadersOf(
  modules: Modules,
  starts: ReadonlyMap<string, ReadonlySet<string>>,
): (file: string) => ReadonlySet<string> {
  // What a browser module imports is loaded for its own sake alone.
  const isBrowser = (module: ModuleFacts | undefined): boolean => module !== undefined && modules.isBrowser(module);
  return flowed({ starts, next: importedBy, passes: (file) => !isBrowser(modules.get(file)) });

  function* importedBy(file: string): Generator<string> {
    const module = modules.get(file);
    for (const imported of module ? modules.importedBy(module) : []) yield imported.file;
  }
}
