import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'adapters',
    include: ['test/**/*.test.ts'],
    exclude: ['test/package/consumers/**', 'test/package/consumers.test.ts'],
    testTimeout: 30_000,
    // They time real servers on a machine that others use: what fails once and not again says nothing of the code. What counts (chaos-replies,
    // chaos-processes) has no second try: a count that is wrong once is wrong.
    retry: 1,
  },
});
