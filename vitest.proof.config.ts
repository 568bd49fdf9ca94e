import { defineConfig } from 'vitest/config';
import { LongFirst } from './test/helpers/long-first.ts';

/** The long proofs, and the suite that touches the table once more on AWS's own engine (needs Java 17). */
export default defineConfig({
  test: {
    globalSetup: ['test/helpers/global-setup.ts'],
    hookTimeout: 120_000,
    // One for each core: what waits for a clock or an engine leaves room for the other.
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'proof',
          include: ['test/proof/**/*.test.ts'],
          testTimeout: 1_200_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'dynamodb-local',
          include: ['test/{functions,flow}/**/*.test.ts'],
          globalSetup: ['test/helpers/global-setup.ts', 'test/helpers/second-engine.ts'],
          setupFiles: ['test/helpers/use-second-engine.ts'],
          env: { DYNAMODB_ENGINE: 'dynamodb-local' },
          testTimeout: 120_000,
        },
      },
    ],
  },
});
