import type { ModuleFacts } from '../model/facts.js';
import type { Modules } from './modules.js';

/**
 * Which of several programs load a file: labels that stand at the files where the programs start flow to all that those import, until nothing
 * changes. Each label is a bit; asking file by file who loads it would cost the square of their number.
 */
export function loadersOf(
  modules: Modules,
  starts: ReadonlyMap<string, ReadonlySet<string>>,
): (file: string) => ReadonlySet<string> {
  const labels = [...new Set([...starts.values()].flatMap((some) => [...some]))];
  const bitOf = new Map(labels.map((label, at) => [label, 1n << BigInt(at)]));
  const startsIn = (file: string): bigint =>
    [...(starts.get(file) ?? [])].reduce((bits, label) => bits | (bitOf.get(label) ?? 0n), 0n);
  const loadedFor = new Map([...starts.keys()].map((file) => [file, startsIn(file)]));
  // What a browser module imports is loaded for its own sake alone.
  const handsOn = (module: ModuleFacts): bigint =>
    modules.isBrowser(module) ? startsIn(module.file) : (loadedFor.get(module.file) ?? 0n);
  const changed = new Set(starts.keys());
  for (const file of changed) {
    changed.delete(file);
    const module = modules.get(file);
    if (!module) continue;
    const bits = handsOn(module);
    for (const imported of modules.importedBy(module)) {
      const known = loadedFor.get(imported.file) ?? 0n;
      if ((known | bits) === known) continue;
      loadedFor.set(imported.file, known | bits);
      changed.add(imported.file);
    }
  }
  const decoded = new Map<bigint, ReadonlySet<string>>();
  return (file) => {
    const bits = loadedFor.get(file) ?? 0n;
    const known = decoded.get(bits) ?? new Set(labels.filter((label) => (bits & (bitOf.get(label) ?? 0n)) !== 0n));
    decoded.set(bits, known);
    return known;
  };
}
