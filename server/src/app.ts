import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { appModule } from './app.module.ts';
import { DatabaseService } from './platform/database/database.service.ts';
import { Health } from './platform/health/health.ts';
import { edgeChecks } from './platform/http/handle.ts';
import { traceRequests } from './platform/http/request-traces.ts';
import { createAdapter, dropUnusedConnections, observe } from './platform/http/server.ts';
import { nestLogger } from './platform/log/logger.ts';
import { Metrics } from './platform/metrics/metrics.ts';
import { serveDocs } from './platform/openapi/docs-page.ts';
import type { Settings } from './platform/settings.ts';
import { currentTracing } from './platform/telemetry/telemetry.ts';

/** The whole API, not yet listening. */
export async function createApp(settings: Settings, logger: Logger): Promise<NestFastifyApplication> {
  edgeChecks.responses = settings.environment === 'test';
  const adapter = createAdapter(settings, logger);
  const app = await NestFactory.create<NestFastifyApplication>(appModule(settings), adapter, {
    logger: nestLogger(logger),
    bodyParser: false,
    abortOnError: false,
    forceCloseConnections: false,
  });
  const health = app.get(Health);
  const database = app.get(DatabaseService);
  health.add('database', () => database.ping());
  observe(adapter.getInstance(), health, app.get(Metrics));
  const tracing = currentTracing();
  if (tracing) traceRequests(adapter.getInstance(), tracing);
  dropUnusedConnections(adapter.getInstance());
  serveDocs(adapter.getInstance());
  await app.init();
  return app;
}
