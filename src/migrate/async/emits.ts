/** `emit()` used to come back when all listeners were done. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { shortText } from './notes.js';
import { homeOf, within } from './sites.js';
import type { Listener, Wait } from './words.js';

export interface Emit {
  readonly emit: ts.CallExpression;
  readonly event: string;
  readonly stores: readonly string[];
  /** What would go wrong. */
  readonly why: string;
}

/** Calls of `emit` that what follows them in the same function relies on, or after which the listener may never come to an end. */
export function* emitsBefore(
  code: Code,
  listeners: readonly Listener[],
  waits: readonly Wait[],
  freezes: (file: string) => boolean,
): Generator<Emit> {
  const stores = new Map<string, Set<string>>();
  for (const { event, stores: its } of listeners) stores.set(event, new Set([...(stores.get(event) ?? []), ...its]));
  if (stores.size === 0) return;
  for (const file of code.files) {
    if (!file.text.includes('emit')) continue;
    for (const node of within(file)) {
      const event = emittedBy(node);
      const concerned = event === undefined ? undefined : stores.get(event);
      if (event === undefined || concerned === undefined) continue;
      const home = homeOf(node).node;
      const after = waits.filter((wait) => wait.node.pos >= node.end && homeOf(wait.node).node === home);
      const shared = [...concerned].filter((store) => after.some((wait) => wait.stores.includes(store)));
      const emit = node as ts.CallExpression;
      if (shared.length > 0)
        yield { emit, event, stores: shared, why: `what follows ${shortText(emit)} reads the store` };
      else if (freezes(code.nameOf(file)))
        yield { emit, event, stores: [...concerned], why: 'the answer is out, and the instance may be stopped then' };
    }
  }
}

function emittedBy(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const [name] = node.arguments;
  return node.expression.name.text === 'emit' && name && ts.isStringLiteralLike(name) ? name.text : undefined;
}
