import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { dataDirectory } from './configuration.ts';
import { exitCodes } from './exit-codes.ts';
import { reportFailure } from './failure.ts';
import { siteDirectory } from './platform/site.ts';

export type UpOptions = {
  readonly data?: string;
  readonly detach?: boolean;
  readonly dryRun?: boolean;
  readonly embedded?: boolean;
  readonly host?: string;
  readonly portWeb?: string;
  readonly portApi?: string;
  readonly portWorker?: string;
  readonly portPostgres?: string;
};

type DataOption = { readonly data?: string };

export type PlatformOptions = {
  readonly site?: string;
  readonly platform?: boolean;
  readonly build?: boolean;
  readonly kraft?: boolean;
  readonly recreate?: boolean;
  readonly scale?: readonly string[];
};
type SiteOption = { readonly site?: string };

const portOption = (name: string, what: string) => new Option(`--port-${name} <port>`, `the port of ${what}`);
const dataOption = () => new Option('--data <dir>', 'embedded: the folder of database, secrets and logs (default ./data)');
const siteOption = () => new Option('--site <dir>', 'the folder of .env and secrets of a platform (default: the checkout)');
const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

const modeFor = async (options: DataOption & SiteOption) => (await import('./platform/mode.ts')).modeOf(options);

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
    .command('init')
    .description('make settings, secrets and certificates of the platform; what is there stays')
    .addOption(new Option('--host <name>', 'the host name that people open (PUBLIC_HOST)'))
    .option('--json', 'as JSON')
    .addOption(siteOption())
    .action(async ({ site, host, json }: SiteOption & { host?: string; json?: boolean }) => {
      const { init } = await import('./commands/init.ts');
      const options = { site: siteDirectory(site), json: json ?? false };
      finish(await init(host === undefined ? options : { ...options, host }));
    });

  program
    .command('images')
    .description('build the images of the platform, their bases too where no registry has them')
    .addOption(new Option('--only <service>', 'only this one; may be given again').argParser(collect))
    .option('--no-cache', 'from nothing')
    .option('--json', 'as JSON')
    .addOption(siteOption())
    .action(async ({ site, only, cache, json }: SiteOption & { only?: string[]; cache: boolean; json?: boolean }) => {
      const { images } = await import('./commands/images.ts');
      const options = { noCache: !cache, json: json ?? false };
      finish(await images(siteDirectory(site), only === undefined ? options : { ...options, only }));
    });

  program
    .command('up')
    .description('start everything: in containers where an engine answers, else embedded in this terminal until Ctrl-C')
    .option('-d, --detach', 'embedded: return once it is ready and leave it running, as the platform always does')
    .option('--platform', 'in containers')
    .option('--embedded', 'on Node.js and PostgreSQL from npm packages')
    .option('--dry-run', 'only show what would be run')
    .option('--build', 'platform: build every image, not only those that are missing')
    .option('--recreate', 'platform: make every container anew')
    .option('--kraft', 'platform: Kafka without ZooKeeper, from now on')
    .option('--no-kraft', 'platform: Kafka with ZooKeeper again, from now on')
    .addOption(new Option('--scale <service=count>', 'platform: replicas, as in api=3; may be given again').argParser(collect))
    .addOption(siteOption())
    .option('--host <address>', 'embedded: the address that the web app listens on; 0.0.0.0 lets other machines in')
    .addOption(portOption('web', 'the web app'))
    .addOption(portOption('api', 'the API'))
    .addOption(portOption('worker', "the worker's health"))
    .addOption(portOption('postgres', 'PostgreSQL'))
    .addOption(dataOption())
    .action(async (options: UpOptions & PlatformOptions) => {
      const { up } = await import('./commands/up-either.ts');
      finish(await up(options));
    });

  program
    .command('down')
    .description('stop everything; the data stays')
    .option('--volumes', 'platform: remove the data, too')
    .option('--yes', 'do not ask')
    .addOption(siteOption())
    .addOption(dataOption())
    .action(async (options: DataOption & SiteOption & { volumes?: boolean; yes?: boolean }) => {
      if ((await modeFor(options)) === 'platform') {
        const { downPlatform } = await import('./commands/platform.ts');
        const { volumes = false, yes = false } = options;
        return finish(await downPlatform(siteDirectory(options.site), { volumes, yes }));
      }
      const { down } = await import('./commands/down.ts');
      finish(await down(dataDirectory(options.data)));
    });

  program
    .command('status')
    .description('show how every service does; exit code 0 only when all are ready')
    .option('--json', 'as JSON')
    .option('--watch', 'platform: go on until Ctrl-C, with the last changes')
    .option('--history', 'platform: every change of health and state that was recorded')
    .addOption(siteOption())
    .addOption(dataOption())
    .action(async (options: DataOption & SiteOption & { json?: boolean; watch?: boolean; history?: boolean }) => {
      const { json = false, watch = false, history = false } = options;
      if ((await modeFor(options)) === 'platform') {
        const { statusPlatform } = await import('./commands/status-platform.ts');
        return finish(await statusPlatform(siteDirectory(options.site), { json, watch, history }));
      }
      const { status } = await import('./commands/status.ts');
      finish(await status(dataDirectory(options.data), json));
    });

  program
    .command('logs')
    .description('show what the services say')
    .argument('[service]', 'only this one, as in `status`; embedded also zakpos, the supervisor')
    .option('-f, --follow', 'go on until Ctrl-C')
    .addOption(new Option('-n, --lines <count>', 'how many lines of each').argParser(wholeNumber).default(50))
    .option('--json', 'lines as the service wrote them')
    .addOption(siteOption())
    .addOption(dataOption())
    .action(
      async (
        service: string | undefined,
        options: DataOption & SiteOption & { follow?: boolean; lines: number; json?: boolean },
      ) => {
        const { follow = false, lines, json = false } = options;
        if ((await modeFor(options)) === 'platform') {
          const { logsPlatform } = await import('./commands/platform.ts');
          return finish(await logsPlatform(siteDirectory(options.site), service, { follow, lines, json }));
        }
        const { logs } = await import('./commands/logs.ts');
        finish(await logs(dataDirectory(options.data), service, { follow, lines, json }));
      },
    );

  program
    .command('demo')
    .description('fill a demo shop and show how to sign in')
    .addOption(siteOption())
    .addOption(dataOption())
    .action(async (options: DataOption & SiteOption) => {
      if ((await modeFor(options)) === 'platform') {
        const { demoPlatform } = await import('./commands/platform.ts');
        return finish(await demoPlatform(siteDirectory(options.site)));
      }
      const { demo } = await import('./commands/demo.ts');
      finish(await demo(dataDirectory(options.data)));
    });

  program
    .command('test')
    .description('run every check: types, lint, format, unit, server, builds, day, stack, fuzz, browser')
    .argument('[checks...]', 'only these')
    .action(async (names: string[]) => {
      const { test } = await import('./commands/test.ts');
      finish(await test(names));
    });

  program
    .command('bench')
    .description('measure the API next to bare SQL, or with `stack` the platform on the engine; --json prints one document')
    .argument('[options...]', 'stack first for the platform; then --seconds, --connections, --only, --products, --idle, --json')
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
