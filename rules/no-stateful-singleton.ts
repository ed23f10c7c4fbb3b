import { createRule } from '../src/lint/rule.js';

export const noStatefulSingleton = createRule({
  id: 'no-stateful-singleton',
  description: 'disallow state in objects that outlive a request',
  recommended: 'recommended',
  suggests: ['accept'],
});
