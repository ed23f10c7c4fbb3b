import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'coldstate', include: ['test/**/*.test.ts'], testTimeout: 30_000 } },
      'adapters/vitest.config.ts',
      'adapters/vitest.consumers.config.ts',
    ],
  },
});
