/** Memory and DynamoDB. */
import * as constructors from './constructors.js';
import { stateCreator } from './create-state.js';
import { processHost } from './process-state.js';
import { memorySchemes, type Openers } from './openers.js';
import { dynamodbSchemes } from './schemes/dynamodb.js';

export * from './public.js';

const openers: Openers = { entry: '@coldstate/adapters/dynamodb', schemes: { ...memorySchemes, ...dynamodbSchemes } };

/** Collections with settings and connections of their own: for tests, and for several backends in one process. */
export const createState = /* @__PURE__ */ stateCreator(openers);

const host = /* @__PURE__ */ processHost(openers);

export const sharedMap = /* @__PURE__ */ constructors.sharedMap(host);
export const sharedSet = /* @__PURE__ */ constructors.sharedSet(host);
export const sharedList = /* @__PURE__ */ constructors.sharedList(host);
export const sharedCounter = /* @__PURE__ */ constructors.sharedCounter(host);
export const sharedRecord = /* @__PURE__ */ constructors.sharedRecord(host);
export const sharedValue = /* @__PURE__ */ constructors.sharedValue(host);
export const rateLimiter = /* @__PURE__ */ constructors.rateLimiter(host);
export const sessionStore = /* @__PURE__ */ constructors.sessionStore(host);
export const sequence = /* @__PURE__ */ constructors.sequence(host);
export const lock = /* @__PURE__ */ constructors.lock(host);
