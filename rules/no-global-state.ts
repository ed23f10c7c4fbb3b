import { createRule } from '../src/lint/rule.js';

export const noGlobalState = createRule({
  id: 'no-global-state',
  description: 'disallow state on `globalThis` and in globals of the process',
  recommended: 'recommended',
  suggests: ['accept'],
});
