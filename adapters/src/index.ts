/** All backends: convenient where nothing is bundled. A bundler wants every peer installed, so bundled code imports the entry of its backend. */
import { stateCreator } from './create-state.js';
import { processCollections } from './process-state.js';
import { memorySchemes, type Openers } from './openers.js';
import { dynamodbSchemes } from './schemes/dynamodb.js';
import { redisSchemes } from './schemes/redis.js';
import { upstashSchemes } from './schemes/upstash.js';

export * from './public.js';

const openers: Openers = {
  entry: '@coldstate/adapters',
  schemes: { ...memorySchemes, ...redisSchemes, ...upstashSchemes, ...dynamodbSchemes },
};

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
