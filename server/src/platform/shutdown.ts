import type { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/** What still runs by then is cut off: the container engine would kill us a moment later anyway. */
const maxDrainMs = 20_000;
/** How long a proxy may take to notice that this replica goes: so long it still accepts. */
const noticeMs = 2_500;

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

/**
 * Resolves when the proxies before this server have had the time to turn elsewhere: when no connection is left, and at the latest after
 * `noticeMs`. Until then whatever comes is answered; each answer ends its connection, so that none is closed under a request.
 */
export async function untilLeftAlone(server: Server): Promise<void> {
  const until = performance.now() + noticeMs;
  while (performance.now() < until) {
    await sleep(100);
    const { promise, resolve } = Promise.withResolvers<number>();
    server.getConnections((_error, count) => resolve(count ?? 0));
    if ((await promise) === 0) return;
  }
}
