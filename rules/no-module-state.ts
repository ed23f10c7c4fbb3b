import { createRule } from '../src/lint/rule.js';

export const noModuleState = createRule({
  id: 'no-module-state',
  description: 'disallow module state that requests change',
  recommended: 'recommended',
  suggests: ['freeze', 'accept'],
});
