import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { Cache } from './cache/cache.ts';
import { DatabaseService } from './database/database.service.ts';
import { ProblemFilter } from './errors/problem.filter.ts';
import { LiveBus } from './events/live-bus.ts';
import { NotifiedLiveBus } from './events/notified-live-bus.ts';
import { Notifications } from './events/notifications.ts';
import { Health } from './health/health.ts';
import { EdgeGuard } from './http/edge.guard.ts';
import { Metrics } from './metrics/metrics.ts';
import { RateLimitStore } from './rate-limit/rate-limit-store.ts';
import { RateLimits } from './rate-limit/rate-limits.ts';
import { cache, rateLimitStore, redisProviders } from './redis/redis.providers.ts';
import { Settings } from './settings.ts';
import { tracingProvider } from './telemetry/tracing.provider.ts';
import { Housekeeping } from './worker/housekeeping.ts';
import { WorkerTasks } from './worker/worker-tasks.ts';

/** What every feature may have injected. */
@Global()
@Module({})
export class PlatformModule {}

const shared = (settings: Settings): Provider[] => [
  { provide: Settings, useValue: settings },
  { provide: DatabaseService, useFactory: () => new DatabaseService(settings.database) },
  { provide: LiveBus, useClass: NotifiedLiveBus },
  ...redisProviders(settings),
  tracingProvider(settings),
  Health,
  Metrics,
];
const sharedExports = [Settings, DatabaseService, LiveBus, Notifications, Health, Metrics];

export const platformModule = (settings: Settings): DynamicModule => ({
  module: PlatformModule,
  providers: [
    ...shared(settings),
    rateLimitStore,
    cache(settings),
    { provide: APP_GUARD, useClass: EdgeGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
    RateLimits,
  ],
  exports: [...sharedExports, Cache, RateLimitStore, RateLimits],
});

/** The same without what stands before requests. */
export const workerPlatformModule = (settings: Settings): DynamicModule => ({
  module: PlatformModule,
  providers: [...shared(settings), WorkerTasks, Housekeeping],
  exports: [...sharedExports, WorkerTasks],
});
