/** PostgreSQL from npm packages: for `zakpos up` without containers, and for every test that wants a real database. */
export { databaseName } from './database-name.ts';
export { connectionUrl, createDatabase, type Role, roles } from './roles.ts';
export { initScratch, type Scratch, type ScratchOptions } from './scratch.ts';
export { type EmbeddedPostgres, startEmbeddedPostgres, type StartOptions, stopOrphanedPostgres } from './server.ts';
export { durable, type PostgresSettings, throwAway } from './settings.ts';
