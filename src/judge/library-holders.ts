import type { CallFacts, ModuleFacts, Value } from '../model/facts.js';
import type { Program } from '../program/index.js';
import { isOfBrowser } from './evidence/browser.js';
import { fieldRoot, variableRoot, type Root, type Target } from '../program/targets.js';

/** Which variables, fields and properties of globalThis hold what a call made. */
export type Holders = ReadonlyMap<CallFacts, readonly Root[]>;

export function holdersOf(makings: readonly { call: CallFacts; path: string }[], program: Program): Holders {
  const wanted = new Map(makings.map(({ call, path }) => [call, path]));
  const holders = new Map<CallFacts, Root[]>();
  const note = (root: Root, targets: readonly Target[]): void => {
    for (const target of targets) {
      // `store.client` is not the store.
      if (target.kind !== 'created' || wanted.get(target.call) !== target.path.join('.')) continue;
      const known = holders.get(target.call) ?? [];
      if (!known.some(({ id }) => id === root.id)) holders.set(target.call, [...known, root]);
    }
  };
  for (const module of program.modules.all()) {
    module.variables.forEach(({ declared, values }, id) => {
      if (declared !== 'const' && declared !== 'let' && declared !== 'var') return;
      const root = variableRoot(module, id);
      for (const value of values) if (!isGivenInBrowser(module, value)) note(root, program.resolve(module, value));
    });
    module.classes.forEach(({ fields }, id) => {
      for (const { name, static: isStatic } of fields) {
        const root = fieldRoot(module, id, name, isStatic);
        if (root.kind !== 'field') continue;
        for (const located of program.resolver.fieldValues(root))
          note(root, program.resolve(located.module, located.value));
      }
    });
  }
  for (const root of new Set(program.stores.flatMap(({ roots }) => roots))) {
    if (root.kind !== 'global') continue;
    for (const located of program.resolver.globalValues(root.name))
      note(root, program.resolve(located.module, located.value));
  }
  return holders;
}

/** `if (isServer) return make(); browserClient ??= make();` */
function isGivenInBrowser(module: ModuleFacts, value: Value): boolean {
  return module.writes.some((write) => write.value === value && isOfBrowser({ module, fn: write.fn, at: write.at }));
}
