import { defineConfig } from 'vitest/config';

const inWorkspace = ['tools/*/src', 'modules/*/*/src', 'deployables/*'];
const backed = '{int,e2e}.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: ['default', './tools/testing/src/vitest/closing-lines-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: inWorkspace.map((folder) => `${folder}/**/*.test.ts`),
          exclude: ['**/node_modules/**', `**/*.${backed}`],
        },
      },
      {
        extends: true,
        test: {
          // Files that need PostgreSQL or RabbitMQ, or start processes: only their presence in a run starts the servers.
          name: 'backed',
          include: inWorkspace.map((folder) => `${folder}/**/*.${backed}`),
          exclude: ['**/node_modules/**'],
          globalSetup: './tools/testing/src/vitest/global-setup.ts',
          runner: './tools/testing/src/vitest/backing-runner.ts',
        },
      },
    ],
  },
});
