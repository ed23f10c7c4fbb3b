import { createRule } from '../src/lint/rule.js';

export const noBackgroundTimer = createRule({
  id: 'no-background-timer',
  description: 'disallow timers that have to fire between requests',
  recommended: 'recommended',
  suggests: ['accept'],
});
