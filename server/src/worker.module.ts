import { type DynamicModule, Module } from '@nestjs/common';
import { RelayModule } from './live/relay.module.ts';
import { workerPlatformModule } from './platform/platform.module.ts';
import type { Settings } from './platform/settings.ts';

/** Features that do work outside of requests; each adds its loops to WorkerTasks. One line a feature. */
const features = [RelayModule];

@Module({})
export class WorkerModule {}

export const workerModule = (settings: Settings): DynamicModule => ({
  module: WorkerModule,
  imports: [workerPlatformModule(settings), ...features],
});
