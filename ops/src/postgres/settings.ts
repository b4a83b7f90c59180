/** Settings of PostgreSQL, by name. They go on its command line, so that a start never depends on an edited file. */
export type PostgresSettings = Readonly<Record<string, string>>;

/** What every embedded server has. Each differs from the default for the reason beside it. */
const always = {
  listen_addresses: '127.0.0.1', // nothing outside this machine may reach it
  unix_socket_directories: '', // one way in, with a password, on every platform
  password_encryption: 'scram-sha-256',
  shared_preload_libraries: 'pg_stat_statements', // its statistics exist only when it is loaded at start
  'pg_stat_statements.track_utility': 'off', // so that no ALTER ROLE with a password verifier is kept
  jit: 'off', // compiling costs more than any of our short statements
  random_page_cost: '1.1', // shops' servers have solid-state disks
  timezone: 'UTC',
  log_timezone: 'UTC',
  cluster_name: 'zakpos',
} as const satisfies PostgresSettings;

/** A server that keeps what it acknowledged. */
export const durable: PostgresSettings = {
  ...always,
  fsync: 'on',
  synchronous_commit: 'on',
  shared_buffers: '128MB',
  max_wal_size: '1GB', // fewer checkpoints, and so fewer full-page images, during an import
  log_lock_waits: 'on',
};

/** A server for tests, whose data nobody misses. */
export const throwAway: PostgresSettings = {
  ...always,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
};
