import type { Stack } from '../../stack/stack.ts';
import { containersOf, docker, isRunning, serviceOf } from '../../stack/containers.ts';

/** Who opens connections to whom, and where. */
const pairs: readonly (readonly [from: string, to: string, port: number])[] = [
  ['nginx', 'api', 39_847],
  ['nginx', 'web', 41_923],
  ['nginx', 'mobile', 8_080],
  ['web', 'api', 39_847],
  ['api', 'pgbouncer', 6_432],
  ['api', 'redis', 6_379],
  ['worker', 'pgbouncer', 6_432],
  ['worker', 'redis', 6_379],
  ['worker', 'kafka', 9_092],
  ['pgbouncer', 'postgres', 5_432],
  ['kafka', 'zookeeper', 2_181],
];

/**
 * A connection takes one round trip, and both ends' kernels and processes. In one shell: nothing is started between the two times. The
 * pause lets the other end finish with the last one (PostgreSQL starts a process for each), whose work is not what is measured.
 */
const probe = `read -r address _ < <(getent ahostsv4 "$1")
exec 9<> <(:)
for ((n = 0; n < $3; n++)); do
  since=\${EPOCHREALTIME/./}
  exec 3<>"/dev/tcp/$address/$2" || exit 1
  echo $((\${EPOCHREALTIME/./} - since))
  exec 3>&-
  read -rt 0.005 -u 9 _ || :
done`;

export interface Latency {
  readonly from: string;
  readonly to: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Round trips between any two services that talk, measured from inside the one that asks. */
export async function latencies(stack: Stack, count = 500): Promise<Latency[]> {
  const running = (await containersOf(stack.project)).filter(isRunning);
  const measured: Latency[] = [];
  for (const [from, to, port] of pairs) {
    const asking = running.find((container) => serviceOf(container) === from);
    if (!asking) throw new Error(`${from} does not run`);
    const output = await docker('exec', asking.Id, 'bash', '-c', probe, 'bash', to, String(port), String(count));
    const sorted = output
      .split('\n')
      .map((microseconds) => Number(microseconds) / 1_000)
      .toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    measured.push({ from, to, p50Ms: at(0.5), p99Ms: at(0.99) });
  }
  return measured;
}
