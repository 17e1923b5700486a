import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Test files that run at a time where they share nothing: one more than cores, as tests wait now and then.
 */
const SIDE_BY_SIDE = availableParallelism() + 1;

/** unit tests stand beside their file; what needs more than one folder or a real server stands in `test/`. */
export default defineConfig({
  test: {
    // Taking a cluster down takes its time.
    teardownTimeout: 60_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'test/fuzz/*.test.ts',
            '{analysis,cli,connection,coordinator,datasets,engines,operator,proto,report,results,study,telemetry,waiting,web,worker,dashboards,docs,k8s}/**/*.test.ts',
          ],
          pool: 'forks',
          // Files that share a process load their modules once; what a test changes in it, it changes back.
          isolate: false,
          maxWorkers: SIDE_BY_SIDE,
          sequence: { groupOrder: 0 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          pool: 'forks',
          isolate: false,
          maxWorkers: SIDE_BY_SIDE,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/compile.ts'],
          pool: 'forks',
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 600_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'examples',
          include: ['test/examples/**/*.test.ts'],
          globalSetup: ['test/e2e/compile.ts', 'test/examples/packages.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'k8s',
          include: ['test/k8s/**/*.test.ts'],
          globalSetup: ['test/k8s/one-cluster.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
