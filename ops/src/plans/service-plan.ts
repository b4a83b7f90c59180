import type { Command } from '../run.ts';

type Common = {
  readonly name: string;
  /** What the person who waits for it reads. */
  readonly title: string;
  /** SIGTERM unless the program wants another word for "finish what you do". */
  readonly stopSignal: NodeJS.Signals;
  /** How long it may finish what it does before it is killed. */
  readonly graceMs: number;
  readonly startTimeoutMs: number;
};

/** A process that stays; ready when `healthUrl` answers 2xx. */
export type ProcessPlan = Common & { readonly kind: 'process'; readonly command: Command; readonly healthUrl: string };

/** A process that ends; ready when it has ended well. */
export type OneShotPlan = Common & { readonly kind: 'one-shot'; readonly command: Command };

export type PostgresPlan = Common & {
  readonly kind: 'postgres';
  readonly dataDir: string;
  readonly secretsDir: string;
  readonly port: number;
};

export type ServicePlan = ProcessPlan | OneShotPlan | PostgresPlan;

/** A port that must be free, and how to choose another one. */
export type PortPlan = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly option: string;
  readonly variable: string;
};

/** Everything that `up` would do, in order: what stands in one stage starts together. */
export type UpPlan = {
  readonly ports: readonly PortPlan[];
  readonly stages: readonly (readonly ServicePlan[])[];
  readonly addresses: readonly { readonly name: string; readonly url: string }[];
};
