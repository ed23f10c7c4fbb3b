import { fieldValues } from '../program/class-members.js';
import type { CallFacts, ModuleFacts } from '../model/facts.js';
import type { Program } from '../program/index.js';
import { fieldRoot, variableRoot, type Root, type Target } from '../program/targets.js';

/** Which variables, fields and properties of globalThis hold what a call made. */
export type Holders = ReadonlyMap<CallFacts, readonly Root[]>;

export function holdersOf(makings: readonly { call: CallFacts; path: string }[], program: Program): Holders {
  const wanted = new Map(makings.map(({ call, path }) => [call, path]));
  const holders = new Map<CallFacts, Root[]>();
  // `store.client` is not the store.
  const isWanted = (target: Target): target is Extract<Target, { kind: 'created' }> =>
    target.kind === 'created' && wanted.get(target.call) === target.path.join('.');
  const note = (root: Root, targets: readonly Target[]): void => {
    for (const target of targets) {
      if (!isWanted(target)) continue;
      const known = holders.get(target.call) ?? [];
      if (!known.some(({ id }) => id === root.id)) holders.set(target.call, [...known, root]);
    }
  };
  for (const module of program.modules.all()) {
    module.variables.forEach(({ declared, values }, id) => {
      if (declared !== 'const' && declared !== 'let' && declared !== 'var') return;
      const held = values.flatMap((value) => program.resolve(module, value).filter(isWanted));
      if (held.length > 0 && !isKeptInBrowser(module, id, program)) note(variableRoot(module, id), held);
    });
    module.classes.forEach(({ fields }, id) => {
      for (const { name, static: isStatic } of fields) {
        const root = fieldRoot(module, id, name, isStatic);
        if (root.kind !== 'field') continue;
        for (const located of fieldValues(program.resolver, root))
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

/** Whatever is assigned to it, is so in a browser: `if (isServer) return create(); client ??= create();` */
function isKeptInBrowser(module: ModuleFacts, id: number, program: Program): boolean {
  const writes = module.writes.filter(({ target }) => target.kind === 'variable' && target.id === id);
  const values = module.variables[id]?.values ?? [];
  const others = values.filter((value) => !writes.some((write) => write.value === value));
  return (
    writes.length > 0 &&
    others.every(({ kind }) => kind === 'literal') &&
    writes.every(({ fn, at }) => program.isBrowserOnly({ module, fn, at }))
  );
}
