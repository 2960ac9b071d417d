import { defineConfig } from 'vitest/config';
import { compileCache } from './tools/cli/src/front/compile-cache.ts';

// Half of what a process takes to start is compiling; the suite starts some hundreds.
process.env['NODE_COMPILE_CACHE'] ??= compileCache;

const inWorkspace = ['tools/*/src', 'modules/*/*/src', 'deployables/*'];
const backed = '{int,e2e}.test.ts';
const alone = 'alone.test.ts';
const long = 'long.test.ts';
const load = 'load.test.ts';
/** Files that need PostgreSQL or RabbitMQ, or start processes: only their presence in a run starts the servers. */
const onServers = {
  testTimeout: 180_000,
  hookTimeout: 400_000,
  exclude: ['**/node_modules/**'],
  globalSetup: './tools/testing/src/vitest/global-setup.ts',
  runner: './tools/testing/src/vitest/backing-runner.ts',
};

export default defineConfig({
  test: {
    pool: 'forks',
    // Most wait for servers most of the time. At most 7: each has its own ports (`worker-ports.ts`).
    maxWorkers: 5,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', './tools/testing/src/vitest/closing-lines-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: inWorkspace.map((folder) => `${folder}/**/*.test.ts`),
          exclude: ['**/node_modules/**', ...[backed, alone, long, load].map((ending) => `**/*.${ending}`)],
          // Three hundred processes, each with its imports, would take more than the tests do.
          isolate: false,
          unstubEnvs: true,
          unstubGlobals: true,
        },
      },
      {
        extends: true,
        // Files that replace modules or clocks, which others in their process would see (the lint knows which).
        test: { name: 'alone', include: inWorkspace.map((folder) => `${folder}/**/*.${alone}`) },
      },
      {
        extends: true,
        test: { name: 'backed', include: inWorkspace.map((folder) => `${folder}/**/*.${backed}`), ...onServers },
      },
      {
        extends: true,
        // `npm run test:long`: what waits for minutes, or starves and kills servers of its own.
        test: { name: 'long', include: inWorkspace.map((folder) => `${folder}/**/*.${long}`), ...onServers },
      },
      {
        extends: true,
        // `npm run test:load`: a whole shop under load, of which no request may fail. Nothing else runs beside it.
        test: {
          name: 'load',
          include: inWorkspace.map((folder) => `${folder}/**/*.${load}`),
          fileParallelism: false,
          ...onServers,
        },
      },
    ],
  },
});
