import { createRule } from '../src/lint/rule.js';

export const noFrozenAtInit = createRule({
  id: 'no-frozen-at-init',
  description: 'disallow fixing at start-up what changes between requests',
  recommended: 'strict',
  suggests: ['accept'],
});
