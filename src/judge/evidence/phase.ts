import { MODULE } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import { methodAround } from '../../program/receivers.js';
import type { Access } from '../../program/stores.js';

/** When an access happens: at load, for a request, or never as far as anybody can see. */

/** A constructor that fills the fields of its own instance initialises them, whenever it runs. */
export function isOwnInitialiser({ root, module, fn }: Access): boolean {
  if (root.kind !== 'field' || root.static || fn === MODULE) return false;
  const facts = module.functions[fn];
  return facts?.kind === 'constructor' && module === root.module && facts.class === root.classId;
}

/** A method that is only ever called on objects which requests have made for themselves, or which are being made. */
export function isOnOwnObject({ root, module, fn }: Access, program: Program): boolean {
  if (root.kind !== 'field' || root.static || fn === MODULE) return false;
  const method = methodAround(module, fn);
  return (
    method !== undefined &&
    module.functions[method]?.kind !== 'constructor' &&
    program.worksOnOwn({ module, fn: method })
  );
}

export function isRequest({ module, fn }: Pick<Access, 'module' | 'fn'>, program: Program): boolean {
  if (fn === MODULE) return false;
  const reach = program.reach.of({ module, fn });
  if (reach?.request) return true;
  // Without entry points nothing is known of requests: what does not only run at load may run for one.
  return !program.reach.knows(module.file) && !reach?.init;
}

export function isInit({ module, fn }: Access, program: Program): boolean {
  const reach = program.reach.of({ module, fn });
  return fn === MODULE || ((reach?.init === true || reach?.script === true) && !isRequest({ module, fn }, program));
}

export function isUnreached(access: Access, program: Program): boolean {
  return !isRequest(access, program) && !isInit(access, program);
}
