import type { ColdstateRule } from '../src/lint/rule.js';
import type { RuleId } from '../src/model/words.js';
import { noBackgroundTimer } from './no-background-timer.js';
import { noFrozenAtInit } from './no-frozen-at-init.js';
import { noGlobalState } from './no-global-state.js';
import { noInProcessLibraryStore } from './no-in-process-library-store.js';
import { noLocalDiskState } from './no-local-disk-state.js';
import { noMemoryFallback } from './no-memory-fallback.js';
import { noModuleState } from './no-module-state.js';
import { noRequestLeak } from './no-request-leak.js';
import { noStatefulSingleton } from './no-stateful-singleton.js';
import { noWorkAfterResponse } from './no-work-after-response.js';

/** Every rule, by its name. A rule that is missing here is a type error. */
export const rules: Readonly<Record<RuleId, ColdstateRule>> = {
  'no-module-state': noModuleState,
  'no-stateful-singleton': noStatefulSingleton,
  'no-global-state': noGlobalState,
  'no-background-timer': noBackgroundTimer,
  'no-in-process-library-store': noInProcessLibraryStore,
  'no-local-disk-state': noLocalDiskState,
  'no-request-leak': noRequestLeak,
  'no-memory-fallback': noMemoryFallback,
  'no-frozen-at-init': noFrozenAtInit,
  'no-work-after-response': noWorkAfterResponse,
};
