import { createRule } from '../src/lint/rule.js';

export const noInProcessLibraryStore = createRule({
  id: 'no-in-process-library-store',
  description: 'disallow stores of libraries that keep their data in the process',
  recommended: 'recommended',
  suggests: ['accept'],
});
