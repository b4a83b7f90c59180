import { docker as dockerPlan, projectFilter, serviceLabel } from '../../ops/src/plans/platform.ts';
import { engineSettings } from '../../ops/src/platform/context.ts';
import { capture } from '../../ops/src/run.ts';

/** What `docker inspect` says of a container, as far as the tests look at it. */
export interface Container {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly Pid: number;
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly OOMKilled: boolean;
    readonly Health?: {
      readonly Status: string;
      readonly Log: readonly { readonly ExitCode: number; readonly Output: string }[];
    };
  };
  readonly Config: {
    readonly User: string;
    readonly Env: readonly string[];
    readonly Cmd: readonly string[] | null;
    readonly Image: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly Healthcheck?: { readonly Test: readonly string[]; readonly Interval?: number; readonly StartInterval?: number };
  };
  readonly HostConfig: {
    readonly Init: boolean | null;
    readonly Privileged: boolean;
    readonly ReadonlyRootfs: boolean;
    readonly CapAdd: readonly string[] | null;
    readonly CapDrop: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    readonly NetworkMode: string;
    readonly PidMode: string;
    readonly IpcMode: string;
    readonly UTSMode: string;
    readonly UsernsMode: string;
    readonly Memory: number;
    readonly NanoCpus: number;
    readonly PidsLimit: number | null;
    readonly Tmpfs: Readonly<Record<string, string>> | null;
    readonly Devices: readonly unknown[] | null;
    readonly RestartPolicy: { readonly Name: string };
    readonly LogConfig: { readonly Type: string; readonly Config: Readonly<Record<string, string>> };
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>> | null;
  };
  readonly Mounts: readonly {
    readonly Type: string;
    readonly Name?: string;
    readonly Source: string;
    readonly Destination: string;
    readonly RW: boolean;
  }[];
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
}

/** Runs the Docker client; anything but success is thrown with what it said. */
export async function docker(...args: string[]): Promise<string> {
  const { exitCode, output } = await capture({ ...dockerPlan(engineSettings(), ...args), timeoutMs: 120_000 });
  if (exitCode !== 0) throw new Error(`docker ${args.join(' ')} ended with ${exitCode}:\n${output}`);
  return output;
}

/** Every container of a project, those that have done their work and ended too. */
export async function containersOf(project: string): Promise<Container[]> {
  const ids = await docker('ps', '--all', '--no-trunc', '--quiet', ...projectFilter(project));
  if (ids === '') return [];
  return JSON.parse(await docker('inspect', ...ids.split('\n'))) as Container[];
}

export const serviceOf = ({ Config: { Labels }, Name }: Container): string => Labels[serviceLabel] ?? Name;

export const isRunning = ({ State: { Status } }: Container): boolean => Status === 'running';
