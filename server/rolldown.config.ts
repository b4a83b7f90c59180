import { defineConfig } from 'rolldown';

/**
 * Native code, packages whose files are read at run time, and what these share with the bundle: a buffer of Kafka's client from another
 * copy of its class is none for the checksum, which is then wrong, and the broker refuses every batch.
 */
const native =
  /^(@node-rs|@napi-rs|harfbuzzjs|swagger-ui-dist|@expo-google-fonts|@platformatic\/wasm-utils|@platformatic\/dynamic-buffer)(\/|$)/;
/** What Nest and pg load only where it is installed. */
const optional =
  /^(@nestjs\/(platform-express|websockets|microservices)|@fastify\/(static|view|multipart)|class-transformer|class-validator|pg-native)(\/|$)/;

/**
 * One file per entry point, npm's packages and the source-only workspace packages within: the API starts in half of the time, and of the
 * processor, that Node needs to find and read a thousand modules.
 */
export default defineConfig({
  input: { api: 'src/api.ts', worker: 'src/worker.ts', migrate: 'src/migrate.ts', 'kafka-init': 'src/kafka-init.ts' },
  platform: 'node',
  tsconfig: 'tsconfig.json',
  external: [/^node:/, native, optional],
  output: {
    dir: 'dist',
    format: 'esm',
    sourcemap: true,
    cleanDir: true,
    // What is loaded only when it is asked for splits the rest into shared files, and Nest must not run before reflect-metadata.
    strictExecutionOrder: true,
  },
});
