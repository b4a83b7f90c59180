import { join, resolve } from 'node:path';

/** The checkout, whatever folder the command was typed in. */
export const repositoryDir = resolve(import.meta.dirname, '../..');

/** Where an installation keeps what must survive. */
export const dataLayout = (dataDir: string) => ({
  dataDir,
  postgres: join(dataDir, 'postgres'),
  secrets: join(dataDir, 'secrets'),
  logs: join(dataDir, 'logs'),
  run: join(dataDir, 'run'),
  state: join(dataDir, 'run', 'state.json'),
  lock: join(dataDir, 'run', 'supervisor.lock'),
});

export type DataLayout = ReturnType<typeof dataLayout>;
