import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryDir } from '../../ops/src/layout.ts';
import { type Container, docker } from './containers.ts';
import { ask } from './edge-client.ts';
import type { Stack } from './stack.ts';

/** An edge of its own, with witnesses in the place of the services. */
export interface Rig {
  readonly httpsUrl: string;
  readonly httpUrl: string;
  readonly ca: string;
  /** What the witnesses were sent, `NAME METHOD PATH ID` each. */
  seen(): Promise<string[]>;
  remove(): Promise<void>;
}

export const imageOf = async (stack: Stack, service: string): Promise<string> =>
  ((await stack.inspect(service)) as Container).Config.Image;

const hardened = ['--init', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges:true'];

/** Two replicas of the API, of which one dies under a request for `/break`; they stand for the web apps as well. */
export async function buildRig(stack: Stack): Promise<Rig> {
  const network = `${stack.project}_witness`;
  const edge = `${stack.project}-witness-edge`;
  const witnesses = ['frail', 'sound'].map((name) => `${stack.project}-witness-${name}`);
  // What a killed run leaves is removed with the rest of its project.
  const label = `--label=com.docker.compose.project=${stack.project}`;
  const remove = async () => {
    await docker('rm', '--force', edge, ...witnesses);
    await docker('network', 'rm', '--force', network);
  };
  await remove();
  try {
    await docker('network', 'create', label, network);
    const server = await imageOf(stack, 'api');
    const script = join(repositoryDir, 'tests/stack/witness.mjs');
    for (const [index, name] of ['frail', 'sound'].entries()) {
      const aliases = ['api', 'web', 'mobile'].map((alias) => `--network-alias=${alias}`);
      const mount = `--mount=type=bind,source=${script},target=/witness.mjs,readonly`;
      const run = ['run', '--detach', '--name', witnesses[index] ?? name, label, ...hardened, '--network', network, ...aliases];
      await docker(...run, mount, '--env', `WITNESS=${name}`, '--entrypoint', 'node', server, '/witness.mjs');
    }
    const secrets = ['edge_tls_cert', 'edge_tls_key'].map(
      (name) => `--mount=type=bind,source=${join(stack.secretsDir, name)},target=/run/secrets/${name},readonly`,
    );
    const tmpfs = ['/run/nginx', '/var/cache/nginx'].map((dir) => `--tmpfs=${dir}:size=64m,uid=101,gid=101,mode=0700`);
    const ports = ['--publish', '127.0.0.1::8443', '--publish', '127.0.0.1::8080'];
    const run = ['run', '--detach', '--name', edge, label, ...hardened, '--network', network, ...ports];
    await docker(...run, ...secrets, ...tmpfs, await imageOf(stack, 'nginx'));
    const portOf = async (inside: number) => (await docker('port', edge, `${inside}/tcp`)).split(':').at(-1);
    const rig: Rig = {
      httpsUrl: `https://localhost:${await portOf(8_443)}`,
      httpUrl: `http://localhost:${await portOf(8_080)}`,
      ca: stack.ca,
      seen: async () => {
        const logs = await Promise.all(witnesses.map((witness) => docker('logs', witness)));
        return logs.flatMap((log) => [...log.matchAll(/^seen (.*)$/gm)].map(([, what]) => what?.trim() ?? ''));
      },
      remove,
    };
    // Both replicas must be in its list.
    const names = new Set<string>();
    for (let left = 300; names.size < 2; left -= 1) {
      if (left === 0) throw new Error(`of the witnesses answer only: ${[...names].join(', ') || 'none'}`);
      const answer = await ask(rig, '/v1/ready').catch(() => undefined);
      if (answer?.status === 200) names.add((JSON.parse(answer.body.toString()) as { name: string }).name);
      else await sleep(100);
    }
    return rig;
  } catch (error) {
    await remove();
    throw error;
  }
}
