/** Memory, and Redis over HTTP: what runs on the edge. */
import { stateCreator } from './create-state.js';
import { processCollections } from './process-state.js';
import { memorySchemes, type Openers } from './openers.js';
import { upstashSchemes } from './schemes/upstash.js';

export * from './public.js';

const openers: Openers = { entry: '@coldstate/adapters/upstash', schemes: { ...memorySchemes, ...upstashSchemes } };

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
