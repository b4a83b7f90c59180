import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { Failure } from '../failure.ts';
import { aptTexts, mirrorsOf, sourcesOf } from '../platform/apt-sources.ts';
import { must, succeeds } from './tool.ts';

const packages = ['docker.io', 'docker-cli', 'docker-compose', 'docker-buildx', 'containerd', 'runc', 'iptables', 'iproute2'];
const sourceFile = '/etc/apt/sources.list.d/zakpos-engine.sources';
const pinFile = '/etc/apt/preferences.d/zakpos-engine';
const policyFile = '/usr/sbin/policy-rc.d';
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

const stanza = (uri: string, suites: string): string =>
  `Types: deb\nURIs: ${uri}\nSuites: ${suites}\nComponents: main\nSigned-By: ${keyring}\n`;

/** The release that has an engine new enough, for machines that are set to an older one. */
function sourceText(): string {
  const { main, security } = mirrorsOf(aptTexts());
  return `${stanza(main, 'trixie trixie-updates')}\n${stanza(security, 'trixie-security')}`;
}

/** Lower than what the machine is set to: nothing else is upgraded from it by chance. */
const pin = 'Package: *\nPin: release n=trixie*\nPin-Priority: 100\n';

const hasTrixie = (): boolean =>
  aptTexts()
    .flatMap(sourcesOf)
    .some(({ suites }) => suites.includes('trixie'));

/** Whether everything that an engine of our own needs is installed. */
export const isEngineInstalled = async (): Promise<boolean> => {
  const found = await Promise.all([
    succeeds('dockerd', '--version'),
    succeeds('docker', 'compose', 'version'),
    succeeds('docker', 'buildx', 'version'),
    succeeds('ip', '-V'),
    succeeds('iptables', '--version'),
  ]);
  return found.every(Boolean);
};

/** Whether this machine and user could have an engine of their own; else why not. */
export function engineObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'an engine of its own needs Linux';
  if (process.getuid?.() !== 0) return 'only root can start an engine of its own';
  return undefined;
}

/** Installs Debian's packages of the engine. Leaves no source of packages behind, and starts no service. */
export async function installEngine(): Promise<void> {
  if (!existsSync('/etc/debian_version'))
    throw new Failure(
      'noEngine',
      'there is no engine, and one is installed here on Debian only: install Docker Engine 25 or newer',
    );
  const needsSource = !hasTrixie();
  const ownPolicy = !existsSync(policyFile);
  try {
    // The package would start the system's service; the tests' engine is another and goes away with them.
    if (ownPolicy) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    if (needsSource) {
      writeFileSync(sourceFile, sourceText());
      writeFileSync(pinFile, pin);
    }
    await must('apt-get update', 'apt-get', '-qq', 'update');
    const release = needsSource ? ['-t', 'trixie'] : [];
    await must(
      'The installation of the engine',
      'apt-get',
      '-qq',
      'install',
      '-y',
      '--no-install-recommends',
      ...release,
      ...packages,
    );
  } finally {
    if (needsSource) for (const path of [sourceFile, pinFile]) rmSync(path, { force: true });
    if (ownPolicy) rmSync(policyFile, { force: true });
  }
}
