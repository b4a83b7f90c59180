import type { BaseOptions } from '@platformatic/kafka';

export interface KafkaSettings {
  /** host:port of some of the brokers; the others are learnt from them. */
  readonly brokers: readonly string[];
  readonly user: string;
  readonly password: string;
  /** The authority that signed the brokers' certificates (PEM). None: no TLS, for a broker on the same machine. */
  readonly ca: string | undefined;
}

/** How every client of ours speaks to Kafka. Bounded: who calls knows better than the client when to try again. */
export const kafkaOptions = ({ brokers, user, password, ca }: KafkaSettings, clientId: string): BaseOptions => ({
  clientId,
  bootstrapBrokers: [...brokers],
  ...(ca === undefined ? {} : { tls: { ca, minVersion: 'TLSv1.3' }, tlsServerName: true }),
  sasl: { mechanism: 'SCRAM-SHA-512', username: user, password },
  connectTimeout: 2_000,
  requestTimeout: 10_000,
  timeout: 5_000,
  retries: 2,
  retryDelay: 250,
});
