import { once } from 'node:events';
import { NestFactory } from '@nestjs/core';
import { EnvError, readEnv } from '@zakpos/env';
import { DatabaseService } from './platform/database/database.service.ts';
import { Health } from './platform/health/health.ts';
import { createLogger, nestLogger } from './platform/log/logger.ts';
import { Metrics } from './platform/metrics/metrics.ts';
import { workerSettings } from './platform/settings.ts';
import { stopOnSignal } from './platform/shutdown.ts';
import { createHealthServer } from './platform/worker/health-server.ts';
import { WorkerTasks } from './platform/worker/worker-tasks.ts';
import { workerModule } from './worker.module.ts';

async function run(): Promise<void> {
  const env = readEnv('worker', process.env);
  const logger = createLogger('worker', env.LOG_LEVEL);
  const app = await NestFactory.createApplicationContext(workerModule(workerSettings(env)), {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const health = app.get(Health);
  const tasks = app.get(WorkerTasks);
  const database = app.get(DatabaseService);
  health.add('database', () => database.ping());
  health.add('tasks', () => tasks.checkAlive());
  const server = createHealthServer(health, app.get(Metrics), tasks);
  server.listen(env.WORKER_HEALTH_PORT, '127.0.0.1');
  await once(server, 'listening');
  tasks.start(logger);
  logger.info({ healthPort: env.WORKER_HEALTH_PORT, ms: Math.round(performance.now()) }, 'working');
  stopOnSignal(logger, async () => {
    health.stop();
    await tasks.stop();
    server.close();
    await app.close();
  });
}

try {
  await run();
} catch (error) {
  console.error(error instanceof EnvError ? error.message : error);
  process.exit(error instanceof EnvError ? error.exitCode : 1);
}
