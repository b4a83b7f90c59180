import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

const repository = path.join(import.meta.dirname, '../..');

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const zakpos = (...args: string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(path.join(repository, process.platform === 'win32' ? 'zakpos.cmd' : 'zakpos'), args, {
      cwd: repository,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`zakpos ${args[0]} ended with ${code}`))));
  });

/**
 * Starts the whole product as a shopkeeper would, on ports and a data folder of its own, and stops it after the tests.
 * With ZAKPOS_E2E_URL the tests run against a product that is up already.
 */
const startProduct = async (): Promise<(() => Promise<void>) | undefined> => {
  if (process.env['ZAKPOS_E2E_URL'] !== undefined) return undefined;
  const data = mkdtempSync(path.join(os.tmpdir(), 'zakpos-e2e-'));
  const [web, api, worker, postgres] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const ports = [`--port-web=${web}`, `--port-api=${api}`, `--port-worker=${worker}`, `--port-postgres=${postgres}`];
  const stop = async () => {
    await zakpos('down', '--data', data);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await zakpos('up', '--embedded', '--detach', '--data', data, ...ports);
  } catch (error) {
    console.error(readFileSync(path.join(data, 'logs/zakpos.log'), 'utf8').slice(-4_000));
    await stop().catch(() => undefined);
    throw error;
  }
  process.env['ZAKPOS_E2E_URL'] = `http://127.0.0.1:${web}`;
  return stop;
};

export default startProduct;
