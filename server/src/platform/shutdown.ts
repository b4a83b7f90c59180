import type { Logger } from 'pino';

/** What still runs by then is cut off: the container engine would kill us a moment later anyway. */
const maxDrainMs = 20_000;

/** Ends the process on SIGTERM or SIGINT once `drain` has finished what is under way; a second signal ends it at once. */
export function stopOnSignal(logger: Logger, drain: () => Promise<void>): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('requests were still running when the time to stop was over');
      process.exit(1);
    }, maxDrainMs).unref();
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
