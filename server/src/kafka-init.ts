import { setTimeout as sleep } from 'node:timers/promises';
import { EnvError, readEnv } from '@zakpos/env';
import { isRefusal, setUpKafka } from './platform/outbox/kafka-setup.ts';

const adminUser = 'zakpos_admin';
/** A broker that has just come up refuses for a moment. */
const maxWaitMs = 30_000;
const retryMs = 250;

async function run(): Promise<void> {
  const env = readEnv('kafka-init', process.env);
  const asAdmin = { brokers: env.KAFKA_BROKERS, user: adminUser, password: env.KAFKA_ADMIN_PASSWORD, ca: env.INTERNAL_CA };
  const user = { name: env.KAFKA_USER, password: env.KAFKA_PASSWORD };
  const limits = {
    partitions: env.KAFKA_PARTITIONS,
    retentionMs: env.KAFKA_RETENTION_HOURS * 3_600_000,
    retentionBytes: env.KAFKA_RETENTION_BYTES,
  };
  for (const startedAt = Date.now(); ; ) {
    try {
      const changes = await setUpKafka(asAdmin, user, limits);
      for (const change of changes) console.log(change);
      console.log(`Kafka is as ZakPOS needs it (${changes.length} changes, ${Math.round(performance.now())} ms)`);
      return;
    } catch (error) {
      if (Date.now() - startedAt < maxWaitMs) {
        await sleep(retryMs);
        continue;
      }
      if (isRefusal(error))
        throw new EnvError('kafka-init', [
          {
            name: 'KAFKA_ADMIN_PASSWORD_FILE',
            problem: `${env.KAFKA_BROKERS.join(', ')} refuses ${adminUser} with this password`,
          },
        ]);
      throw error;
    }
  }
}

try {
  await run();
} catch (error) {
  console.error(error instanceof EnvError ? error.message : error);
  process.exitCode = error instanceof EnvError ? error.exitCode : 1;
}
