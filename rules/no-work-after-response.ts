import { createRule } from '../src/lint/rule.js';

export const noWorkAfterResponse = createRule({
  id: 'no-work-after-response',
  description: 'disallow work that nobody waits for once the response is out',
  recommended: 'strict',
  suggests: ['accept'],
});
