import { EnvError, readEnv } from '@zakpos/env';
import { createApp } from './app.ts';
import { Health } from './platform/health/health.ts';
import { createLogger } from './platform/log/logger.ts';
import { stopOnSignal, untilLeftAlone } from './platform/shutdown.ts';
import { apiSettings } from './platform/settings.ts';

async function run(): Promise<void> {
  const env = readEnv('api', process.env);
  const logger = createLogger('api', env.LOG_LEVEL);
  const app = await createApp(apiSettings(env), logger);
  await app.listen(env.API_PORT, env.API_HOST);
  logger.info({ host: env.API_HOST, port: env.API_PORT, ms: Math.round(performance.now()) }, 'listening');
  stopOnSignal(logger, async () => {
    app.get(Health).stop();
    await untilLeftAlone(app.getHttpServer());
    await app.close();
  });
}

try {
  await run();
} catch (error) {
  console.error(error instanceof EnvError ? error.message : error);
  process.exit(error instanceof EnvError ? error.exitCode : 1);
}
