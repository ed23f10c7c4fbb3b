import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** Longest first, by what is known on a clean checkout: a long file that begins last keeps one worker busy while the others wait. */
const LONG = [
  /migrate\/cases/,
  /simulate\//,
  /migrate\/checks\.test/,
  /house\/docs/,
  /migrate\//,
  /programs\//,
  /cli\//,
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = LONG.findIndex((pattern) => pattern.test(moduleId));
      return rank < 0 ? LONG.length : rank;
    };
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'coldstate',
          include: ['test/**/*.test.ts'],
          exclude: ['test/package/**'],
          testTimeout: 30_000,
          // Nothing here keeps state in a module, so the compilers that every file brings are loaded once a worker.
          isolate: false,
        },
      },
      {
        // Apart from the other tests: it installs projects from the npm registry. `npm run test:all` runs it.
        test: {
          name: 'consumers-coldstate',
          include: ['test/package/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      'adapters/vitest.config.ts',
      'adapters/vitest.consumers.config.ts',
    ],
  },
});
