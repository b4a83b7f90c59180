import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { isObject, readJson, textField } from '../json-file.ts';
import { repositoryDir } from '../layout.ts';
import { hasEnded, isSameProcess, type ProcessIdentity, startTime } from '../process-identity.ts';
import { plainStep } from '../progress.ts';
import { capture, killGroup, start } from '../run.ts';
import { identityOf } from '../supervisor/state.ts';
import { toolEnvironment } from '../surroundings.ts';
import { engineObstacle, installEngine, isEngineInstalled } from './install.ts';
import { type EngineNetwork, inNetwork, makeNetwork, networkPool, removeNetwork } from './network.ts';
import { succeeds } from './tool.ts';

/** An engine that is this run's own, with everything of it in folders of its own. */
export type PrivateEngine = {
  readonly environment: Readonly<Record<string, string>>;
  /** What a command must start with to reach the ports that containers publish. */
  readonly inNetwork: (file: string, ...args: string[]) => string[];
  readonly stop: () => Promise<void>;
};

const name = 'zakpos-engine';
const runDir = `/run/${name}`; // short: the path of a socket may have 107 characters
const socket = join(runDir, 'docker.sock');
const stateFile = join(runDir, 'state.json');
const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;
const overlayFs = 0x79_4c_76_30;

/** In the checkout, unless that lies on a file system that the engine cannot put its layers on. */
function dataDir(): string {
  const parent = join(repositoryDir, '.runtime');
  mkdirSync(parent, { recursive: true });
  return statfsSync(parent).type === overlayFs ? `/var/lib/${name}` : join(parent, 'engine');
}

type State = {
  /** Who started it; when that is gone, nobody uses it any more. */
  readonly owner: ProcessIdentity | undefined;
  readonly engine: ProcessIdentity | undefined;
  readonly network: EngineNetwork | undefined;
  readonly dataDir: string | undefined;
};

function networkOf(value: unknown): EngineNetwork | undefined {
  const [name, address, subnet] = ['name', 'address', 'subnet'].map((field) => textField(value, field));
  if (!isObject(value) || name === undefined || address === undefined || subnet === undefined) return undefined;
  return { name, address, subnet, forwarded: value['forwarded'] !== false };
}

function readState(): State | undefined {
  const value = readJson(stateFile);
  if (!isObject(value)) return undefined;
  return {
    owner: identityOf(value['owner']),
    engine: identityOf(value['engine']),
    network: networkOf(value['network']),
    dataDir: textField(value, 'dataDir'),
  };
}

/** Processes that hold containers, and whatever else was started with our folder on its command line. */
function processesOfOurs(): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
          .split('\0')
          .some((word) => word.replace(/^-[^=]*=/, '').startsWith(`${runDir}/`));
      } catch {
        return false; // it has just ended
      }
    })
    .map(Number);
}

async function unmountBelow(dir: string): Promise<void> {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${dir}/`));
  for (const path of mounts.toReversed()) await succeeds('umount', '--lazy', path);
}

/** Stops the engine and removes all that it has made, as far as it is there; also what a run that was killed has left. */
async function removeAll({ engine, network, dataDir }: State): Promise<void> {
  if (engine !== undefined && (await isSameProcess(engine))) {
    const env = toolEnvironment({ DOCKER_HOST: `unix://${socket}` });
    const { output } = await capture({ file: 'docker', args: ['ps', '--all', '--quiet'], env, timeoutMs: stopTimeoutMs });
    const ids = output.split('\n').filter((id) => /^[0-9a-f]{12}$/.test(id));
    if (ids.length > 0)
      await capture({ file: 'docker', args: ['rm', '--force', '--volumes', ...ids], env, timeoutMs: stopTimeoutMs });
    process.kill(engine.pid, 'SIGTERM');
    if (!(await hasEnded(engine.pid, stopTimeoutMs))) killGroup(engine.pid);
  }
  for (const pid of processesOfOurs()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  if (network !== undefined) await removeNetwork(network);
  for (const dir of [runDir, ...(dataDir === undefined ? [] : [dataDir])]) {
    await unmountBelow(dir);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Takes away an engine whose owner is gone. */
export async function removeDeadEngine(): Promise<void> {
  const state = readState();
  if (state === undefined || engineObstacle() !== undefined) return;
  if (state.owner !== undefined && (await isSameProcess(state.owner)))
    throw new Failure('noEngine', `another test run (process ${state.owner.pid}) has an engine of its own: wait for it`);
  await removeAll(state);
}

async function untilItAnswers(environment: Readonly<Record<string, string>>, hasFailed: () => string | undefined): Promise<void> {
  const deadlineMs = Date.now() + startTimeoutMs;
  while (Date.now() < deadlineMs) {
    const ended = hasFailed();
    if (ended !== undefined)
      throw new Failure('noEngine', `the engine ended (${ended}): ${join(runDir, 'dockerd.log')} says why`);
    if ((await capture({ file: 'docker', args: ['info'], env: environment, timeoutMs: 10_000 })).exitCode === 0) return;
    await sleep(200);
  }
  throw new Failure('noEngine', `the engine did not answer within ${startTimeoutMs / 1000} s`);
}

/** Installs an engine where there is none, and starts one of this run's own beside whatever else runs on the machine. */
export async function startPrivateEngine(): Promise<PrivateEngine> {
  const obstacle = engineObstacle();
  if (obstacle !== undefined) throw new Failure('noEngine', obstacle);
  await removeDeadEngine();
  if (!(await isEngineInstalled())) await plainStep({ title: "The engine's packages", work: installEngine });
  const data = dataDir();
  const owner = { pid: process.pid, startedAt: (await startTime(process.pid)) ?? '' };
  let state: State = { owner, engine: undefined, network: undefined, dataDir: data };
  const remember = (more: Partial<State>) => {
    state = { ...state, ...more };
    writeFileSync(stateFile, JSON.stringify(state));
  };
  for (const dir of [runDir, data]) mkdirSync(dir, { recursive: true, mode: 0o711 });
  remember({});
  try {
    const network = await makeNetwork(name, (network) => remember({ network }));
    const configFile = join(runDir, 'daemon.json');
    // The machine's own settings are for another engine.
    writeFileSync(configFile, JSON.stringify({ 'default-address-pools': [await networkPool()] }));
    const options = {
      'config-file': configFile,
      host: `unix://${socket}`,
      pidfile: join(runDir, 'docker.pid'),
      'data-root': data,
      'exec-root': join(runDir, 'exec'),
      'log-level': 'warn',
    };
    const given = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
    const [file = '', ...args] = inNetwork(network, 'dockerd', ...given);
    const log = join(runDir, 'dockerd.log');
    const running = await start({ file, args, env: toolEnvironment() }, (chunk) => {
      if (existsSync(runDir)) appendFileSync(log, chunk);
    });
    let ended: string | undefined;
    void running.exited.then(({ reason }) => (ended = reason));
    remember({ engine: { pid: running.pid, startedAt: (await startTime(running.pid)) ?? '' } });
    const environment = toolEnvironment({ DOCKER_HOST: `unix://${socket}` });
    await untilItAnswers(environment, () => ended);
    return {
      environment: { DOCKER_HOST: `unix://${socket}` },
      inNetwork: (file, ...args) => inNetwork(network, file, ...args),
      stop: () => removeAll(state),
    };
  } catch (error) {
    const log = join(runDir, 'dockerd.log');
    const words = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-3).join('\n') : '';
    await removeAll(state);
    throw words === '' || !(error instanceof Failure)
      ? error
      : new Failure(error.kind, `${error.message}\n${words}`, { cause: error });
  }
}
