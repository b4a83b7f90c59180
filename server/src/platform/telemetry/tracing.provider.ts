import type { OnApplicationShutdown, Provider } from '@nestjs/common';
import type { Settings } from '../settings.ts';
import { useTracing } from './telemetry.ts';

/** Ends with the application, after its last request. */
class TracesOfProcess implements OnApplicationShutdown {
  constructor(private readonly close: () => Promise<void>) {}

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}

/** Makes traces for as long as the application runs, if it is told where to send them; loaded only then. */
export const tracingProvider = ({ tracesEndpoint, database }: Settings): Provider => ({
  provide: TracesOfProcess,
  useFactory: async () => {
    if (tracesEndpoint === undefined) return new TracesOfProcess(() => Promise.resolve());
    const { OtlpTracing } = await import('./otlp-tracing.ts');
    const tracing = new OtlpTracing(tracesEndpoint, database.applicationName.replaceAll(' ', '-'));
    useTracing(tracing);
    return new TracesOfProcess(async () => {
      useTracing(undefined);
      await tracing.close();
    });
  },
});
