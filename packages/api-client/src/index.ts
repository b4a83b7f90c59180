export { ApiProblem, createApiClient, LinkLost, type ApiClient, type CallOptions, type ClientOptions } from './client.ts';
export { readServerEvents } from './events.ts';
export { readImportProgress } from './import-progress.ts';
