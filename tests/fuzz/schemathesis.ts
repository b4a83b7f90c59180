import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../ops/src/failure.ts';
import { repositoryDir } from '../../ops/src/layout.ts';
import { capture } from '../../ops/src/run.ts';
import { toolEnvironment } from '../../ops/src/surroundings.ts';

const env = toolEnvironment({ DEBIAN_FRONTEND: 'noninteractive', PIP_DISABLE_PIP_VERSION_CHECK: '1' });
const run = (file: string, ...args: string[]) => capture({ file, args, env, timeoutMs: 5 * 60_000 });

const venvDir = join(repositoryDir, '.runtime', 'schemathesis');
const stamp = join(venvDir, '.installed-from');
const requirements = join(import.meta.dirname, 'requirements.txt');
const program = (name: string) =>
  process.platform === 'win32' ? join(venvDir, 'Scripts', `${name}.exe`) : join(venvDir, 'bin', name);

const pythons = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const isRecent = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';

/** One that can make virtual environments: distributions split that part off. */
async function findPython(): Promise<string | undefined> {
  for (const python of pythons) if ((await run(python, '-c', isRecent)).exitCode === 0) return python;
  return undefined;
}

/** Only root can install what the distribution packs. */
async function installPython(): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return undefined;
  await run('apt-get', '-qq', 'update');
  const { exitCode } = await run('apt-get', '-qq', 'install', '-y', '--no-install-recommends', 'python3', 'python3-venv');
  return exitCode === 0 ? await findPython() : undefined;
}

/** The path of the schema fuzzer, which is fetched from PyPI into the checkout when it is missing. */
export async function ensureSchemathesis(): Promise<string> {
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return program('st');
  const python = (await findPython()) ?? (await installPython());
  if (python === undefined)
    throw new Failure('failed', 'the schema fuzzer needs Python 3.10 or newer: install the packages python3 and python3-venv');
  const made = await run(python, '-m', 'venv', '--clear', venvDir);
  if (made.exitCode !== 0) throw new Failure('failed', `no virtual environment of Python in ${venvDir}:\n${made.output}`);
  const installed = await run(program('python'), '-m', 'pip', 'install', '--quiet', '--retries', '5', '-r', requirements);
  if (installed.exitCode !== 0)
    throw new Failure('noNetwork', `the schema fuzzer could not be fetched from PyPI:\n${installed.output}`);
  writeFileSync(stamp, wanted);
  return program('st');
}
