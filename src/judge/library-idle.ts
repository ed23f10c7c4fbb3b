import type { CallFacts, ModuleFacts, Value } from '../model/facts.js';
import type { Program } from '../program/index.js';

/**
 * Whether what a call made is used through these members alone, so that the part of it that keeps data has nothing to do: better-auth counts
 * the requests that its handler answers, and none that the program makes by itself.
 */
export function isUsedOnlyBy(call: CallFacts, path: string, members: readonly string[], program: Program): boolean {
  const uses = [...program.modules.all()].flatMap((module) => [...usesIn(module)]);
  return uses.length > 0 && uses.every((member) => member !== undefined && members.includes(member));

  /** The member that it is used through; nothing where it is handed on as it is. */
  function* usesIn(module: ModuleFacts): Generator<string | undefined> {
    for (const { callee, args } of module.calls) {
      yield* usesOf(module, callee);
      for (const argument of args) yield* usesOf(module, argument);
    }
    for (const { properties } of module.objects) for (const { value } of properties) yield* usesOf(module, value);
    for (const { of } of module.reads) if (of.kind === 'member') yield* usesOf(module, of);
  }

  function* usesOf(module: ModuleFacts, value: Value): Generator<string | undefined> {
    for (const target of program.resolve(module, value)) {
      if (target.kind !== 'created' || target.call !== call) continue;
      yield target.path.slice(path.split('.').length)[0];
    }
  }
}
