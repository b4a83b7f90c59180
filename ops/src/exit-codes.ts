/** Every exit code of `zakpos`; `zakpos help` prints this table. */
export const exitCodes = {
  ok: { code: 0, meaning: 'done; for `up`, also when it already runs; for `status`, all is ready' },
  failed: { code: 1, meaning: 'failed, or not ready' },
  usage: { code: 2, meaning: 'unknown command or option' },
  portTaken: { code: 3, meaning: 'a port is taken by another program' },
  diskFull: { code: 4, meaning: 'the disk is full' },
  otherPostgresVersion: { code: 5, meaning: 'the data directory belongs to another PostgreSQL version' },
  noPermission: { code: 6, meaning: 'no permission to write or to run' },
  noNetwork: { code: 7, meaning: 'a download failed' },
  noEngine: { code: 8, meaning: 'no container engine that can be used' },
  badConfiguration: { code: 78, meaning: 'the configuration is refused' },
} as const satisfies Record<string, { code: number; meaning: string }>;

export type ExitCode = keyof typeof exitCodes;
