/** Memory alone: for tests and tools that need no server. */
import { stateCreator } from './create-state.js';
import { processCollections } from './process-state.js';
import { memorySchemes, type Openers } from './openers.js';

export * from './public.js';

const openers: Openers = { entry: '@coldstate/adapters/memory', schemes: { ...memorySchemes } };

/** Collections with settings and connections of their own: for tests, and for several backends in one process. */
export const createState = /* @__PURE__ */ stateCreator(openers);

export const {
  sharedMap,
  sharedSet,
  sharedList,
  sharedCounter,
  sharedRecord,
  sharedValue,
  rateLimiter,
  sessionStore,
  sequence,
  lock,
} = /* @__PURE__ */ processCollections(openers);
