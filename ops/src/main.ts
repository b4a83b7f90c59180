import { enableCompileCache } from 'node:module';

// The programs are small, but stripping their types at every start would take half of the time of `help`.
enableCompileCache();

// Whoever reads may go away, as `head` does or a terminal that is closed; a supervisor must then still stop its services in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const { run } = await import('./command-line.ts');
process.exitCode = await run(process.argv.slice(2));
