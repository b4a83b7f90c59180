import { readFileSync, writeFileSync } from 'node:fs';
import { Failure } from '../failure.ts';
import { read } from '../run.ts';
import { must, succeeds, tool } from './tool.ts';

/**
 * A network of the engine's own: namespace, pair of interfaces, translation of addresses. All that the engine writes into iptables stays in
 * the namespace, so that it can neither take the rules of another engine nor leave any; only the few rules here are the machine's.
 */
export type EngineNetwork = {
  readonly name: string;
  /** Of the machine's end; the engine's is the next. */
  readonly address: string;
  readonly subnet: string;
  /** Whether the machine forwarded packets before. */
  readonly forwarded: boolean;
};

const forwardFile = '/proc/sys/net/ipv4/ip_forward';
const outside = 'zakpos-out';
const inside = 'zakpos-in';

/** The command in the engine's network, where its published ports are. */
export const inNetwork = ({ name }: Pick<EngineNetwork, 'name'>, file: string, ...args: string[]): string[] => [
  'nsenter',
  `--net=/run/netns/${name}`,
  file,
  ...args,
];

async function freeSubnet(): Promise<{ address: string; engine: string; subnet: string }> {
  const { stdout } = await read(tool('ip', '-4', 'route'));
  for (let third = 0; third < 256; third += 1) {
    const start = `10.231.${third}.`;
    if (!stdout.includes(start)) return { address: `${start}1`, engine: `${start}2`, subnet: `${start}0/30` };
  }
  throw new Failure('noEngine', 'every network of 10.231.0.0/16 is in use');
}

/**
 * Where the networks of containers lie: 256 of them, where the engine's usual pools hold 31 and a platform takes five. Not where a
 * resolver, a proxy or a route of the machine is: containers could not reach it.
 */
export async function networkPool(): Promise<{ base: string; size: number }> {
  const { stdout } = await read(tool('ip', '-4', 'route'));
  const proxies = Object.entries(process.env).filter(([name]) => /proxy/i.test(name));
  const used = [stdout, readFileSync('/etc/resolv.conf', 'utf8'), ...proxies.map(([, value]) => value)].join('\n');
  for (let second = 232; second < 256; second += 1) {
    const start = `10.${second}.`;
    if (!used.includes(start)) return { base: `${start}0.0/16`, size: 24 };
  }
  throw new Failure('noEngine', 'every network from 10.232.0.0/16 to 10.255.0.0/16 is in use');
}

const rulesOf = ({ name, subnet }: Pick<EngineNetwork, 'name' | 'subnet'>): string[][] => {
  const comment = ['-m', 'comment', '--comment', name];
  return [
    ['nat', 'POSTROUTING', '-s', subnet, '!', '-o', outside, ...comment, '-j', 'MASQUERADE'],
    ['filter', 'FORWARD', '-i', outside, ...comment, '-j', 'ACCEPT'],
    ['filter', 'FORWARD', '-o', outside, '-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED', ...comment, '-j', 'ACCEPT'],
  ];
};

export async function makeNetwork(name: string, remember: (network: EngineNetwork) => void): Promise<EngineNetwork> {
  const { address, engine, subnet } = await freeSubnet();
  const network = { name, address, subnet, forwarded: readFileSync(forwardFile, 'utf8').trim() === '1' };
  remember(network); // before anything is made that would have to be removed
  const what = "The engine's network";
  await must(what, 'ip', 'netns', 'add', name);
  await must(what, 'ip', 'link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', name);
  await must(what, 'ip', 'address', 'add', `${address}/30`, 'dev', outside);
  await must(what, 'ip', 'link', 'set', outside, 'up');
  for (const args of [
    ['link', 'set', 'lo', 'up'],
    ['address', 'add', `${engine}/30`, 'dev', inside],
    ['link', 'set', inside, 'up'],
    ['route', 'add', 'default', 'via', address],
  ])
    await must(what, 'ip', '-n', name, ...args);
  for (const [table = '', chain = '', ...rule] of rulesOf(network))
    await must(what, 'iptables', '--wait', '-t', table, '-I', chain, '1', ...rule);
  if (!network.forwarded) writeFileSync(forwardFile, '1');
  return network;
}

/** Takes away whatever of it is there, and nothing of anybody else's. */
export async function removeNetwork(network: EngineNetwork): Promise<void> {
  for (const [table = '', chain = '', ...rule] of rulesOf(network))
    await succeeds('iptables', '--wait', '-t', table, '-D', chain, ...rule);
  await succeeds('ip', 'link', 'delete', outside);
  await succeeds('ip', 'netns', 'delete', network.name);
  if (!network.forwarded) writeFileSync(forwardFile, '0');
}
