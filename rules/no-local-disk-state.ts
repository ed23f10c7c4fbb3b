import { createRule } from '../src/lint/rule.js';

export const noLocalDiskState = createRule({
  id: 'no-local-disk-state',
  description: 'disallow files on the local disk that a later request needs',
  recommended: 'recommended',
  suggests: ['accept'],
});
