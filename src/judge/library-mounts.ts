import type { CallFacts, ModuleFacts, Value } from '../model/facts.js';
import type { LibraryStore } from '../model/library.js';
import type { Program } from '../program/index.js';

/** Storage that is mounted by configuration, as Nitro's: calls name a mount, and the configuration says where it lives. */

interface Mounted {
  store: LibraryStore;
  module: ModuleFacts;
  call: CallFacts;
}

/** `useStorage('cache')` → `cache`; without a base the first part of its keys says where they are mounted. */
export function mountOf({ store, module, call }: Mounted, program: Program): string {
  if (store.mount) return store.mount;
  const [base] = call.args;
  const targets = base ? program.resolve(module, base) : [];
  const [named] = targets;
  return named?.kind === 'literal' && typeof named.value === 'string' ? (named.value.split(':')[0] ?? '') : '';
}

const IN_PROCESS_DRIVER = /^(?:memory|lru-?cache|lruCache|fs|fs-?lite|fsLite|null)$/;

/** Mounts that the configuration of Nitro, or a plugin of its, gives a driver outside of the process. */
export function mountsConfigured(program: Program): ReadonlySet<string> {
  const mounts = new Set<string>();
  for (const module of program.modules.all()) {
    const isConfig = /(?:^|\/)(?:nuxt|nitro)\.config\.[cm]?[jt]s$/.test(module.file);
    for (const { properties } of isConfig ? module.objects : []) {
      for (const { key, value } of properties) {
        if (key === 'hub' || (key === 'modules' && hasHub(module, value))) mounts.add('*');
        if (key !== 'storage' || value.kind !== 'object') continue;
        for (const mount of module.objects[value.id]?.properties ?? [])
          if (!isInProcess(module, mount.value)) mounts.add(mount.key === '' ? '*' : mount.key);
      }
    }
    // `useStorage().mount('drafts', redisDriver(…))`
    for (const { callee, args } of module.calls) {
      const [mount, driver] = args;
      if (callee.kind !== 'member' || callee.key !== 'mount' || mount?.kind !== 'literal' || !driver) continue;
      const isMemory = program
        .resolve(module, driver)
        .some((target) => target.kind === 'created' && /\/(?:memory|fs|fs-lite|lru-cache)$/.test(target.package));
      if (!isMemory) mounts.add(String(mount.value));
    }
  }
  return mounts;
}

function isInProcess(module: ModuleFacts, value: Value): boolean {
  const driver =
    value.kind === 'object'
      ? module.objects[value.id]?.properties.find(({ key }) => key === 'driver')?.value
      : undefined;
  return driver === undefined || (driver.kind === 'literal' && IN_PROCESS_DRIVER.test(String(driver.value)));
}

/** NuxtHub mounts the stores of the platform that it deploys to. */
function hasHub(module: ModuleFacts, value: Value): boolean {
  const elements = value.kind === 'array' ? (module.arrays[value.id]?.elements ?? []) : [];
  return elements.some((element) => element.kind === 'literal' && element.value === '@nuxthub/core');
}

export function isMounted(mounted: Mounted, mounts: ReadonlySet<string>, program: Program): boolean {
  return mounted.store.mount !== undefined && (mounts.has('*') || mounts.has(mountOf(mounted, program)));
}
