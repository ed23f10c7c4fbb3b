import type { ModuleFacts, Value } from '../../model/facts.js';
import type { Root } from '../../program/targets.js';

/** What things are called, and the words in it. */

export function nameOf(root: Root): string {
  if (root.kind === 'variable') return root.variable.name;
  if (root.kind === 'field') return `${root.class.name}.${root.name}`;
  if (root.kind === 'property') return `${nameOf(root.of)}.${root.name}`;
  return root.of ? root.name : `globalThis.${root.name}`;
}

export function words(text: string): string[] {
  return (
    text
      .replaceAll('OAuth', 'Oauth')
      .replace(/([a-z\d])([A-Z])/g, '$1 $2')
      .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
      .toLowerCase()
      // One word for a container of any kind.
      .replace(/\bkey[^a-z\d]values?\b/g, 'keyvalue')
      .split(/[^a-z\d]+/)
      .filter((word) => word.length > 1)
  );
}

/** Of `linksByToken`, what is in it: what follows says under which key that is found. */
export function contentWords(name: string): string[] {
  return name.split('.').flatMap((part) => {
    const own = words(part);
    const by = own.indexOf('by');
    return by > 0 ? own.slice(0, by) : own;
  });
}

/** Words for what signs, hashes or lets somebody in. */
export const SECRETS =
  /^(secrets?|salt|jwt|tokens?|csrf|nonce|pepper|hmac|signing|passwords?|encryption|iv|cookie|session|challenge|otp|idempotency|keys?)$/;

export function calleeName(module: ModuleFacts, callee: Value): string {
  if (callee.kind === 'global') return callee.name;
  if (callee.kind === 'variable') return module.variables[callee.id]?.name ?? '';
  if (callee.kind === 'import') return callee.name;
  if (callee.kind === 'member') return `${calleeName(module, callee.of)}.${callee.key}`.replace(/^\./, '');
  return '';
}
