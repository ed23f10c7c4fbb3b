import { createRule } from '../src/lint/rule.js';

export const noRequestLeak = createRule({
  id: 'no-request-leak',
  description: "disallow parking one request's data where another request reads it",
  recommended: 'recommended',
  suggests: ['move', 'freeze', 'accept'],
});
