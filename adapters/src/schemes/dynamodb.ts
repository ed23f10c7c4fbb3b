/**
 * `dynamodb://TABLE?region=…&endpoint=…`, with the SDK loaded at once: of what is imported later a bundler keeps every command there is, and each
 * cold start would pay for them.
 */
import { dynamodbOpener } from '../backends/dynamodb/open.js';
import * as sdk from '../backends/dynamodb/sdk.js';
import type { Openers } from '../openers.js';

export const dynamodbSchemes: Openers['schemes'] = { dynamodb: /* @__PURE__ */ dynamodbOpener(() => sdk) };
