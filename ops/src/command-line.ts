import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { dataDirectory } from './configuration.ts';
import { exitCodes } from './exit-codes.ts';
import { reportFailure } from './failure.ts';

export type UpOptions = {
  readonly data?: string;
  readonly detach?: boolean;
  readonly dryRun?: boolean;
  readonly host?: string;
  readonly portWeb?: string;
  readonly portApi?: string;
  readonly portWorker?: string;
  readonly portPostgres?: string;
};

type DataOption = { readonly data?: string };

const portOption = (name: string, what: string) => new Option(`--port-${name} <port>`, `the port of ${what}`);
const dataOption = () => new Option('--data <dir>', 'the folder of database, secrets and logs (default ./data)');

function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

const exitCodeHelp = (): string => {
  const lines = Object.values(exitCodes).map(({ code, meaning }) => `  ${String(code).padEnd(4)} ${meaning}`);
  return `\nExit codes:\n${lines.join('\n')}\n\nPorts and everything else can be set in .env or, with the prefix ZAKPOS_, in the environment.`;
};

/** Every command. What a command needs is loaded when it runs, so that `help` and `status` answer at once. */
export function commandLine(finish: (exitCode: number) => void): Command {
  const program = new Command('zakpos')
    .description('ZakPOS, the point of sale: start it, look after it, test it')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', exitCodeHelp)
    .showHelpAfterError('(./zakpos help shows what there is)')
    .exitOverride();

  program
    .command('up')
    .description('start everything and stay with it; Ctrl-C stops it')
    .option('-d, --detach', 'return once it is ready and leave it running')
    .option('--embedded', 'run on Node.js and PostgreSQL from npm packages, which is also the choice without containers')
    .option('--dry-run', 'only show what would be run')
    .option('--host <address>', 'the address that the web app listens on; 0.0.0.0 lets other machines in')
    .addOption(portOption('web', 'the web app'))
    .addOption(portOption('api', 'the API'))
    .addOption(portOption('worker', "the worker's health"))
    .addOption(portOption('postgres', 'PostgreSQL'))
    .addOption(dataOption())
    .action(async (options: UpOptions) => {
      const { up } = await import('./commands/up-embedded.ts');
      finish(await up(options));
    });

  program
    .command('down')
    .description('stop everything; the data stays')
    .addOption(dataOption())
    .action(async (options: DataOption) => {
      const { down } = await import('./commands/down.ts');
      finish(await down(dataDirectory(options.data)));
    });

  program
    .command('status')
    .description('show how every service does; exit code 0 only when all are ready')
    .option('--json', 'as JSON')
    .addOption(dataOption())
    .action(async (options: DataOption & { json?: boolean }) => {
      const { status } = await import('./commands/status.ts');
      finish(await status(dataDirectory(options.data), options.json ?? false));
    });

  program
    .command('logs')
    .description('show what the services say')
    .argument('[service]', 'only this one: postgres, migrate, api, worker, web, zakpos')
    .option('-f, --follow', 'go on until Ctrl-C')
    .addOption(new Option('-n, --lines <count>', 'how many lines of each').argParser(wholeNumber).default(50))
    .option('--json', 'lines as they are in the file')
    .addOption(dataOption())
    .action(async (service: string | undefined, options: DataOption & { follow?: boolean; lines: number; json?: boolean }) => {
      const { logs } = await import('./commands/logs.ts');
      const { follow = false, lines, json = false } = options;
      finish(await logs(dataDirectory(options.data), service, { follow, lines, json }));
    });

  program
    .command('demo')
    .description('fill a demo shop and show how to sign in')
    .addOption(dataOption())
    .action(async (options: DataOption) => {
      const { demo } = await import('./commands/demo.ts');
      finish(await demo(dataDirectory(options.data)));
    });

  program
    .command('test')
    .description('run every check: types, lint, format, unit, server, builds, day, browser')
    .argument('[checks...]', 'only these')
    .action(async (names: string[]) => {
      const { test } = await import('./commands/test.ts');
      finish(await test(names));
    });

  program
    .command('bench')
    .description('measure the API next to bare SQL; --json prints one document')
    .argument('[options...]', 'of the benchmark: --seconds, --connections, --only, --products, --json')
    .allowUnknownOption()
    .action(async (args: string[]) => {
      const { bench } = await import('./commands/bench.ts');
      finish(await bench(args));
    });

  return program;
}

/** Runs one command line and gives the exit code. Expected failures are one line; a bug shows where it happened. */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  try {
    const program = commandLine((code) => (exitCode = code));
    if (args.length === 0) {
      program.outputHelp();
      return exitCodes.ok.code;
    }
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok.code : exitCodes.usage.code;
    return reportFailure(error);
  }
}
