import { repositoryDir } from '../layout.ts';
import type { Command } from '../run.ts';

/** Something that is made from sources, and made again only when they changed. */
export type BuildPlan = {
  readonly name: string;
  readonly title: string;
  /** Files and folders of the checkout whose content decides. */
  readonly inputs: readonly string[];
  /** The folder that is made; it carries the stamp. */
  readonly output: string;
  /** A file without which it is not whole. */
  readonly proof: string;
  readonly command: Command;
};

const packageScript = (workspace: string, script: string, env: Readonly<Record<string, string>>): Command => ({
  file: process.platform === 'win32' ? 'npm.cmd' : 'npm',
  args: ['run', '--silent', script, '--workspace', workspace],
  cwd: repositoryDir,
  env,
});

const shared = ['package-lock.json', 'tsconfig.base.json', 'packages/contracts', 'packages/domain'];

export const serverBuild = (env: Readonly<Record<string, string>>): BuildPlan => ({
  name: 'server',
  title: 'Build of the server',
  inputs: [...shared, 'packages/env', 'server/package.json', 'server/tsconfig.json', 'server/rolldown.config.ts', 'server/src'],
  output: 'server/dist',
  proof: 'server/dist/api.js',
  command: packageScript('@zakpos/server', 'build', env),
});

export const webBuild = (env: Readonly<Record<string, string>>): BuildPlan => ({
  name: 'web',
  title: 'Build of the web app',
  inputs: [...shared, 'packages/api-client', 'client'],
  output: 'client/.next',
  proof: 'client/.next/standalone/client/server.js',
  command: packageScript('@zakpos/client', 'build', { ...env, NEXT_TELEMETRY_DISABLED: '1' }),
});

export const mobileBuild = (env: Readonly<Record<string, string>>): BuildPlan => ({
  name: 'mobile',
  title: 'Build of the mobile app for the web',
  inputs: [...shared, 'packages/api-client', 'mobile-app'],
  output: 'mobile-app/dist',
  proof: 'mobile-app/dist/index.html',
  command: packageScript('@zakpos/mobile-app', 'export', { ...env, EXPO_NO_TELEMETRY: '1', CI: '1' }),
});
