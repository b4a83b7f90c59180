import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    teardownTimeout: 180_000, // the platform of the project "stack" is stopped and removed in it
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'ops/src/**/*.test.ts',
            'client/{features,i18n}/**/*.test.ts',
            'mobile-app/features/**/*.test.ts',
            'tests/docs/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'server',
          include: ['server/{src,test}/**/*.test.ts'],
          globalSetup: ['server/test/postgres.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'day',
          include: ['tests/day/**/*.test.ts'],
          // Each starts the whole server with a database of its own.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'stack',
          include: ['tests/stack/**/*.test.ts'],
          globalSetup: ['tests/stack/shared-stack.ts'],
          // They share one platform, and some of them stop parts of it.
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 900_000, // a stack of its own may have to wait for its images
          // A machine that stalls for seconds breaks a test's timing, not the platform: tried once more, and shown as such.
          retry: process.env['CI'] === undefined ? 0 : 1,
        },
      },
    ],
  },
});
