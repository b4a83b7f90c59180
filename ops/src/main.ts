import { enableCompileCache } from 'node:module';

// The programs are small, but stripping their types at every start would take half of the time of `help`.
enableCompileCache();
const { run } = await import('./command-line.ts');
process.exitCode = await run(process.argv.slice(2));
