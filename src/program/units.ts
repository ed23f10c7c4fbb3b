import type { ModuleFacts } from '../model/facts.js';
import type { Modules } from './modules.js';

/**
 * Which units load a file. Each unit is a bit; what starts in a file flows to all that the file imports, until nothing changes: asking file by
 * file who loads it costs the square of their number.
 */
export function unitsLoading(
  modules: Modules,
  starts: ReadonlyMap<string, ReadonlySet<string>>,
): (file: string) => ReadonlySet<string> {
  const units = [...new Set([...starts.values()].flatMap((some) => [...some]))];
  const bitOf = new Map(units.map((unit, at) => [unit, 1n << BigInt(at)]));
  const startsIn = (file: string): bigint =>
    [...(starts.get(file) ?? [])].reduce((bits, unit) => bits | (bitOf.get(unit) ?? 0n), 0n);
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
    const known = decoded.get(bits) ?? new Set(units.filter((unit) => (bits & (bitOf.get(unit) ?? 0n)) !== 0n));
    decoded.set(bits, known);
    return known;
  };
}
