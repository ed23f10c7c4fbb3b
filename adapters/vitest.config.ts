import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'adapters',
    include: ['test/**/*.test.ts'],
    exclude: ['test/package/consumers/**', 'test/package/consumers.test.ts'],
    testTimeout: 30_000,
  },
});
