import { createRule } from '../src/lint/rule.js';

export const noMemoryFallback = createRule({
  id: 'no-memory-fallback',
  description: 'disallow falling back to memory where the shared store is not configured',
  recommended: 'strict',
  suggests: ['accept'],
});
