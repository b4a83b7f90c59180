import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { DatabaseService } from './database/database.service.ts';
import { ProblemFilter } from './errors/problem.filter.ts';
import { LiveBus } from './events/live-bus.ts';
import { PostgresLiveBus } from './events/postgres-live-bus.ts';
import { PostgresNotifications } from './events/postgres-notifications.ts';
import { Health } from './health/health.ts';
import { EdgeGuard } from './http/edge.guard.ts';
import { Metrics } from './metrics/metrics.ts';
import { InProcessRateLimitStore, RateLimitStore } from './rate-limit/rate-limit-store.ts';
import { RateLimits } from './rate-limit/rate-limits.ts';
import { Settings } from './settings.ts';

/** What every feature may have injected. */
@Global()
@Module({})
export class PlatformModule {}

export const platformModule = (settings: Settings): DynamicModule => ({
  module: PlatformModule,
  providers: [
    { provide: Settings, useValue: settings },
    { provide: DatabaseService, useFactory: () => new DatabaseService(settings.database) },
    { provide: RateLimitStore, useFactory: () => new InProcessRateLimitStore() },
    { provide: LiveBus, useExisting: PostgresLiveBus },
    { provide: APP_GUARD, useClass: EdgeGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
    PostgresLiveBus,
    PostgresNotifications,
    RateLimits,
    Health,
    Metrics,
  ],
  exports: [Settings, DatabaseService, RateLimitStore, LiveBus, PostgresNotifications, RateLimits, Health, Metrics],
});
