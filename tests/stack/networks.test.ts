import { beforeAll, expect, test } from 'vitest';
import { type Container, containersOf, docker, isRunning, serviceOf } from './containers.ts';
import { openStack, type Stack } from './stack.ts';

/** Where each service listens. */
const ports: Readonly<Record<string, readonly number[]>> = {
  nginx: [8080, 8443],
  api: [39847],
  worker: [39848],
  web: [41923],
  mobile: [8080],
  postgres: [5432],
  pgbouncer: [6432],
  redis: [6379],
  zookeeper: [2181],
  kafka: [9092],
};

/** docs/decisions/network-segments.md, by who is in a network with whom. */
const networks: Readonly<Record<string, readonly string[]>> = {
  edge: ['nginx'],
  app: ['nginx', 'api', 'web', 'mobile'],
  data: ['api', 'worker', 'pgbouncer', 'redis', 'kafka'],
  database: ['postgres', 'pgbouncer'],
  quorum: ['kafka', 'zookeeper'],
};
const services = Object.keys(ports);
const meets = (from: string, to: string): boolean =>
  from === to || Object.values(networks).some((members) => members.includes(from) && members.includes(to));

let stack: Stack;
let running: Container[];
const containerOf = (service: string): Container => {
  const found = running.find((container) => serviceOf(container) === service);
  if (!found) throw new Error(`${service} does not run`);
  return found;
};

beforeAll(async () => {
  stack = await openStack();
  running = (await containersOf(stack.project)).filter(isRunning);
});

/** What each address answers, tried from inside a service: open, or closed. One after the other: some may have few processes. */
async function tried(from: string, addresses: readonly string[]): Promise<Map<string, string>> {
  const script = `for address in "$@"; do
    if timeout 2 bash -c "exec 3<>/dev/tcp/\${address%:*}/\${address#*:}" 2>/dev/null; then echo "$address open"; else echo "$address closed"; fi
  done`;
  const output = await docker('exec', containerOf(from).Id, 'bash', '-c', script, 'bash', ...addresses);
  return new Map(output.split('\n').map((line) => line.split(' ') as [string, string]));
}

test.each(services)('%s is in its networks and in no other', (service) => {
  const own = Object.keys(containerOf(service).NetworkSettings.Networks);
  const wanted = Object.entries(networks).filter(([, members]) => members.includes(service));
  expect(own.toSorted()).toEqual(wanted.map(([network]) => `${stack.project}_${network}`).toSorted());
});

test.each(services)('from inside %s, by name, its neighbours answer and nobody else does', async (service) => {
  const others = services.filter((name) => name !== service);
  const addresses = others.flatMap((name) => (ports[name] ?? []).map((port) => `${name}:${port}`));
  const answers = await tried(service, addresses);
  for (const name of others) {
    for (const port of ports[name] ?? []) {
      // The worker answers only itself: its health is asked for from inside.
      const expected = meets(service, name) && name !== 'worker' ? 'open' : 'closed';
      expect(answers.get(`${name}:${port}`), `${service} to ${name}:${port}`).toBe(expected);
    }
  }
});

test.each(services)('from inside %s, an address that was found out is of no use without a shared network', async (service) => {
  const strangers = services.filter((name) => !meets(service, name));
  const targets = strangers.flatMap((name) =>
    Object.values(containerOf(name).NetworkSettings.Networks).flatMap(({ IPAddress }) =>
      (ports[name] ?? []).map((port) => `${IPAddress}:${port}`),
    ),
  );
  const answers = await tried(service, targets);
  expect([...answers].filter(([, answer]) => answer === 'open')).toEqual([]);
  expect(answers.size).toBe(targets.length);
});

test('only nginx, which carries the published ports, has a route to the outside', async () => {
  const withRoute: string[] = [];
  for (const service of services) {
    // Destination 0 in the kernel's table is the default route.
    const routes = await docker('exec', containerOf(service).Id, 'cat', '/proc/net/route');
    if (/^\S+\t00000000\t/m.test(routes)) withRoute.push(service);
  }
  expect(withRoute).toEqual(['nginx']);
});

test('the networks of the data are internal to the engine', async () => {
  for (const network of ['app', 'data', 'database', 'quorum']) {
    expect(await docker('network', 'inspect', '--format', '{{.Internal}}', `${stack.project}_${network}`), network).toBe('true');
  }
});
