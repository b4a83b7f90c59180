import { defineConfig } from 'rolldown';

/**
 * One file per entry point: a bundle starts in a third of the time that Node needs to resolve Nest's own module tree,
 * and it carries the source-only workspace packages along. Everything from npm stays external.
 */
export default defineConfig({
  input: { api: 'src/api.ts', worker: 'src/worker.ts', migrate: 'src/migrate.ts' },
  platform: 'node',
  tsconfig: 'tsconfig.json',
  external: (id) => !/^[./]/.test(id) && !id.startsWith('@zakpos/') && !id.startsWith('/'),
  output: { dir: 'dist', format: 'esm', sourcemap: true, cleanDir: true },
});
