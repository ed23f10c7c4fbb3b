import type { ModuleFacts, Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import type { Access } from '../../program/stores.js';
import { calleeName, words } from './names.js';

/** Words of what entries are filed under: of the key, or of what callers of a wrapper file them under. */

/** Callers that are asked. */
const MOST_CALLERS = 12;

export function* keyWordsOf({ module, fn, key }: Access, program: Program): Generator<string> {
  if (!key) return;
  yield* wordsIn(module, key);
  const position = key.kind === 'variable' ? (module.functions[fn]?.parameters.indexOf(key.id) ?? -1) : -1;
  if (position < 0) return;
  for (const { call } of program.callSitesOf({ module, fn }).slice(0, MOST_CALLERS)) {
    const given = call.args[position];
    if (given) yield* leadOf(given);
  }
}

function* wordsIn(module: ModuleFacts, key: Value): Generator<string> {
  yield* words(calleeName(module, key));
  yield* leadOf(key);
}

/** `otp` of `otp:${phone}`. */
function leadOf(value: Value): string[] {
  const lead = value.kind === 'derived' ? value.lead : undefined;
  return lead && /^[\w-]+[:_/.-]$/.test(lead) ? words(lead) : [];
}
