import { NestFactory } from '@nestjs/core';
import { inject } from 'vitest';
import { createLogger, nestLogger } from '../src/platform/log/logger.ts';
import type { DatabaseSettings } from '../src/platform/database/database.service.ts';
import type { Settings } from '../src/platform/settings.ts';
import { WorkerTasks } from '../src/platform/worker/worker-tasks.ts';
import { workerModule } from '../src/worker.module.ts';
import type { TestDatabase } from './database.ts';

/** The same database as the worker's role sees it. */
export const asWorker = (database: TestDatabase): DatabaseSettings => ({
  ...database.settings,
  user: 'zakpos_worker',
  password: inject('postgres').passwords.zakpos_worker,
  applicationName: 'zakpos test worker',
});

export interface TestWorker {
  stop(): Promise<void>;
}

/** The real worker beside an application under test. */
export async function openWorker(database: TestDatabase): Promise<TestWorker> {
  const settings: Settings = {
    environment: 'test',
    logLevel: 'silent',
    publicUrl: 'http://localhost',
    database: asWorker(database),
    tokenKeys: [],
    trustedProxies: [],
    maxBodyBytes: 0,
    rateLimits: { perTenantPerMinute: 0, perAddressPerMinute: 0 },
  };
  const logger = createLogger('test worker', settings.logLevel);
  const app = await NestFactory.createApplicationContext(workerModule(settings), { logger: nestLogger(logger) });
  const tasks = app.get(WorkerTasks);
  tasks.start(logger);
  return {
    async stop() {
      await tasks.stop();
      await app.close();
    },
  };
}
