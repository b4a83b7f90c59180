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

/** A connection takes one round trip and both ends' kernels and processes; perl is in every Debian image. */
const probe = `use IO::Socket::INET; use Socket; use Time::HiRes 'time';
my ($name, $port, $count) = @ARGV;
my $address = inet_ntoa(inet_aton($name)) or die "no address of $name";
for (1..$count) {
  my $since = time;
  my $socket = IO::Socket::INET->new(PeerAddr => $address, PeerPort => $port, Timeout => 5) or die "$name: $@";
  printf "%.4f\\n", (time - $since) * 1000;
  close $socket;
  Time::HiRes::sleep(0.002);
}`;

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
    const output = await docker('exec', asking.Id, 'perl', '-e', probe, to, String(port), String(count));
    const sorted = output
      .split('\n')
      .map(Number)
      .toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    measured.push({ from, to, p50Ms: at(0.5), p99Ms: at(0.99) });
  }
  return measured;
}
