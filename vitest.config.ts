import { defineConfig } from 'vitest/config';

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
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 300_000,
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
