import { defineConfig } from 'vitest/config';

/** Apart from the other tests: these install projects from the npm registry, and take minutes. `npm run test:all` runs them. */
export default defineConfig({
  test: {
    name: 'consumers',
    include: ['test/package/consumers.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
