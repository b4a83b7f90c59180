import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { type Container, containersOf, isRunning, serviceOf } from './containers.ts';
import { openStack, type Stack } from './stack.ts';

/**
 * What holds for every service, without exception: read from Compose's rendered configuration, from what the engine says of the
 * containers, and from what the kernel says of their processes. Never from the text of the files.
 */

interface RenderedService {
  readonly image?: string;
  readonly user?: string;
  readonly container_name?: string;
  readonly stop_grace_period?: string;
  readonly healthcheck?: { readonly disable?: boolean; readonly interval?: string; readonly start_interval?: string };
  readonly ports?: readonly { readonly host_ip?: string; readonly published?: string }[];
  readonly volumes?: readonly { readonly type: string; readonly source?: string; readonly read_only?: boolean }[];
}
type Rendered = Readonly<Record<string, RenderedService>>;

/** They do their work and end, so there is nothing whose health could be asked for. */
const oneShots = new Set(['migrate', 'kafka-init', 'backup']);

let stack: Stack;
let containers: Container[];
let rendered: Rendered;

beforeAll(async () => {
  stack = await openStack();
  containers = await containersOf(stack.project);
  const { output } = await stack.compose('--profile', '*', 'config', '--format', 'json');
  rendered = (JSON.parse(output) as { services: Rendered }).services;
});

/** The services that break a rule, each with what was found instead. */
function offenders(rule: (container: Container) => unknown): string[] {
  const found = containers.map((container) => [serviceOf(container), rule(container)] as const);
  return found.filter(([, finding]) => finding !== true).map(([service, finding]) => `${service}: ${JSON.stringify(finding)}`);
}

const renderedOffenders = (rule: (service: RenderedService, name: string) => unknown): string[] =>
  Object.entries(rendered)
    .map(([name, service]) => [name, rule(service, name)] as const)
    .filter(([, finding]) => finding !== true)
    .map(([name, finding]) => `${name}: ${JSON.stringify(finding)}`);

test('all of the platform runs: the rules below are asked of every one of its services', () => {
  const expected = Object.keys(rendered).filter((name) => name !== 'backup');
  expect([...new Set(containers.map(serviceOf))].toSorted()).toEqual(expected.toSorted());
});

test.each<[string, (container: Container) => unknown]>([
  ['runs as a numeric user that is not root', ({ Config }) => /^[1-9]\d*:[1-9]\d*$/.test(Config.User) || Config.User],
  ['has a root file system that nobody can write', ({ HostConfig }) => HostConfig.ReadonlyRootfs],
  ['drops every capability', ({ HostConfig }) => HostConfig.CapDrop?.join() === 'ALL' || HostConfig.CapDrop],
  ['gets no capability back', ({ HostConfig }) => (HostConfig.CapAdd ?? []).length === 0 || HostConfig.CapAdd],
  ['gains no rights', ({ HostConfig }) => HostConfig.SecurityOpt?.join() === 'no-new-privileges:true' || HostConfig.SecurityOpt],
  ['is not privileged and has no device', ({ HostConfig }) => !HostConfig.Privileged && (HostConfig.Devices ?? []).length === 0],
  [
    'shares no namespace with the host',
    ({ HostConfig: { NetworkMode, PidMode, IpcMode, UTSMode, UsernsMode } }) =>
      (NetworkMode !== 'host' && [PidMode, UTSMode, UsernsMode].every((mode) => mode === '') && IpcMode === 'private') || [
        NetworkMode,
        PidMode,
        IpcMode,
        UTSMode,
        UsernsMode,
      ],
  ],
  ['has an init that reaps and passes signals on', ({ HostConfig }) => HostConfig.Init === true],
  [
    'has limits of memory, processor and processes',
    ({ HostConfig: { Memory, NanoCpus, PidsLimit } }) =>
      (Memory > 0 && NanoCpus > 0 && (PidsLimit ?? 0) > 0) || { Memory, NanoCpus, PidsLimit },
  ],
  [
    'writes only to volumes and to memory of a set size',
    ({ HostConfig: { Tmpfs }, Mounts }) =>
      (Object.values(Tmpfs ?? {}).every((options) => /(^|,)size=\d+[mk]/.test(options)) &&
        Mounts.every(({ Type, RW }) => Type === 'volume' || !RW)) || { Tmpfs, Mounts },
  ],
  [
    'has no access to the engine',
    ({ Mounts }) => Mounts.every(({ Source }) => !/docker\.sock|containerd/.test(Source)) || Mounts,
  ],
  [
    'writes a log of limited size',
    ({ HostConfig: { LogConfig } }) =>
      (LogConfig.Type === 'json-file' &&
        /^\d+m$/.test(LogConfig.Config['max-size'] ?? '') &&
        Number(LogConfig.Config['max-file']) > 1) ||
      LogConfig,
  ],
  [
    'comes from an image with an explicit version',
    ({ Config: { Image } }) => (/:[^:/]+$/.test(Image) && !Image.endsWith(':latest')) || Image,
  ],
  [
    'starts again after a crash',
    (container) =>
      ['unless-stopped', 'on-failure'].includes(container.HostConfig.RestartPolicy.Name) || container.HostConfig.RestartPolicy,
  ],
])('every service %s', (_rule, rule) => {
  expect(offenders(rule)).toEqual([]);
});

test('every service that stays is asked for its health, each second while it starts and each half minute after', () => {
  const staying = containers.filter((container) => !oneShots.has(serviceOf(container)));
  const seconds = 1_000_000_000;
  for (const container of staying) {
    const { Healthcheck } = container.Config;
    const name = serviceOf(container);
    expect(Healthcheck?.Test.slice(0, 2), name).toEqual(['CMD', 'health']);
    expect(Healthcheck?.Interval, name).toBe(30 * seconds);
    expect(Healthcheck?.StartInterval, name).toBeLessThanOrEqual(2 * seconds);
    expect(container.State.Health?.Status, name).toBe('healthy');
  }
  expect(renderedOffenders(({ healthcheck }, name) => (healthcheck?.disable === true) === oneShots.has(name))).toEqual([]);
});

test('every service has time to drain, and none has a name that keeps a second one from running beside it', () => {
  expect(renderedOffenders((service) => service.stop_grace_period !== undefined || service)).toEqual([]);
  expect(renderedOffenders((service) => service.container_name === undefined || service.container_name)).toEqual([]);
});

test('only nginx publishes ports, each bound to a named address of the host', () => {
  const publishing = containers.filter(({ HostConfig }) =>
    Object.values(HostConfig.PortBindings ?? {}).some((bound) => bound.length > 0),
  );
  expect(publishing.map(serviceOf)).toEqual(['nginx']);
  const addresses = Object.values(publishing[0]?.HostConfig.PortBindings ?? {}).flatMap((bound) =>
    bound.map(({ HostIp }) => HostIp),
  );
  expect(addresses).toEqual(['127.0.0.1', '127.0.0.1']);
});

const writable = ({ volumes = [] }: RenderedService) =>
  volumes.filter(({ type, read_only }) => type === 'bind' && read_only !== true);

test('what is mounted from the host is read-only', () => {
  expect(renderedOffenders((service) => writable(service).length === 0 || writable(service))).toEqual([]);
});

/** Fields of /proc/PID/status of all processes of a container, seen from the host. */
function processesOf({ HostConfig, Id }: Container): Record<string, string>[] {
  expect(HostConfig.PidMode).toBe('');
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(Id)) return [];
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return [Object.fromEntries([...status.matchAll(/^(\w+):\s+(.*)$/gm)].map(([, key, value]) => [key ?? '', value ?? '']))];
    } catch {
      return []; // it has ended since
    }
  });
}

test.runIf(process.platform === 'linux')(
  'the kernel agrees: no process of any container is root, holds a capability or may gain one',
  () => {
    const running = containers.filter(isRunning);
    expect(running.length).toBeGreaterThan(8);
    for (const container of running) {
      const processes = processesOf(container);
      expect(processes.length, `processes of ${serviceOf(container)}`).toBeGreaterThan(0);
      for (const { Name, Uid = '', Gid = '', Groups = '', CapPrm, CapEff, CapBnd, CapAmb, NoNewPrivs, Seccomp } of processes) {
        const who = `${serviceOf(container)}: ${Name}`;
        expect([...Uid.split('\t'), ...Gid.split('\t'), ...Groups.trim().split(' ')], who).not.toContain('0');
        const none = '0'.repeat(16);
        expect({ CapPrm, CapEff, CapBnd, CapAmb }, who).toEqual({ CapPrm: none, CapEff: none, CapBnd: none, CapAmb: none });
        expect({ NoNewPrivs, Seccomp }, who).toEqual({ NoNewPrivs: '1', Seccomp: '2' });
      }
    }
  },
);
