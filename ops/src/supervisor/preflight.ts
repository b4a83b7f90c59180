import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, Failure, fileFailure } from '../failure.ts';
import type { DataLayout } from '../layout.ts';
import type { PortPlan } from '../plans/service-plan.ts';
import { portHolder } from '../port-holder.ts';

const megabyte = 1024 * 1024;
/** A fresh cluster takes 40 MB, its log another 32; below this the first sales would already fail. */
const leastFreeBytes = 128 * megabyte;

/** Everything that must be writable is, or one line says what is not. */
export function checkDataDir({ dataDir, logs, run, secrets }: DataLayout): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw fileFailure(error, dataDir);
  }
  for (const dir of [dataDir, logs, run, secrets].filter((path) => existsSync(path))) {
    try {
      accessSync(dir, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw fileFailure(error, dir);
    }
  }
}

export function checkDiskSpace({ dataDir }: DataLayout, leastBytes = leastFreeBytes): void {
  const { bavail, bsize } = statfsSync(dataDir);
  const freeBytes = bavail * bsize;
  if (freeBytes >= leastBytes) return;
  const [free, least] = [freeBytes, leastBytes].map((bytes) => Math.floor(bytes / megabyte));
  throw new Failure('diskFull', `the disk that holds ${dataDir} has ${free} MB left, ${least} MB are needed: free some space`);
}

/** Whether we could listen there now: undefined, or why not. */
const listenError = ({ host, port }: PortPlan): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(errorCode(error) ?? 'unknown'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });

const isListening = ({ host, port }: PortPlan): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });

/** A port where nobody listens is lent to some program's outgoing connection, and comes back when that ends. */
async function lastingListenError(plan: PortPlan): Promise<string | undefined> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const error = await listenError(plan);
    if (error !== 'EADDRINUSE' || Date.now() > deadline || (await isListening(plan))) return error;
    await sleep(100);
  }
}

/** Looks at every port before anything starts, so that nothing has to be stopped again. */
export async function checkPorts(ports: readonly PortPlan[]): Promise<void> {
  for (const plan of ports) {
    const twin = ports.find((other) => other !== plan && other.port === plan.port);
    if (twin)
      throw new Failure('portTaken', `${plan.name} and ${twin.name} are both set to port ${plan.port}: give one another port`);
    const error = await lastingListenError(plan);
    const remedy = `choose another with ${plan.option} or ZAKPOS_${plan.variable}`;
    if (error === 'EACCES') throw new Failure('noPermission', `port ${plan.port} (${plan.name}) is reserved for root: ${remedy}`);
    if (error === 'EADDRNOTAVAIL')
      throw new Failure('badConfiguration', `${plan.host} (${plan.name}) is not an address of this machine`);
    if (error === 'EADDRINUSE') {
      const holder = await portHolder(plan.port);
      const by = holder === undefined ? 'another program' : `${holder.name} (process ${holder.pid})`;
      throw new Failure('portTaken', `port ${plan.port} (${plan.name}) is taken by ${by}: stop it, or ${remedy}`);
    }
    if (error !== undefined)
      throw new Failure('portTaken', `port ${plan.port} (${plan.name}) cannot be used (${error}): ${remedy}`);
  }
}
