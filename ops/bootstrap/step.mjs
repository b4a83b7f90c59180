import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { Failed, failedFrom } from './failed.mjs';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const out = process.stderr;
const colour = (code, text) => (out.isTTY && !process.env.NO_COLOR ? `\u001B[${code}m${text}\u001B[0m` : text);

/** Shows a piece of work with the time that it takes: a spinner in a terminal, plain lines in a pipe. */
export async function step(title, work) {
  const sinceMs = Date.now();
  const seconds = () => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;
  let frame = 0;
  const draw = () => out.write(`\r\u001B[2K${colour(36, frames[frame++ % frames.length])} ${title} ${colour(2, seconds())}`);
  const timer = out.isTTY
    ? setInterval(draw, 100)
    : setInterval(() => out.write(`  ${title}, still at work (${seconds()})\n`), 15_000);
  if (!out.isTTY) out.write(`❯ ${title}\n`);
  const end = (mark) => out.write(`${out.isTTY ? '\r\u001B[2K' : ''}${mark} ${title} [${seconds()}]\n`);
  try {
    const result = await work();
    end(colour(32, '✔'));
    return result;
  } catch (error) {
    end(colour(31, '✖'));
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** Runs npm quietly, on `node` where it is given; what it said becomes one line when it fails. */
export async function npm(what, args, { cwd, node, root }) {
  const searchPath = node === undefined ? process.env.PATH : `${dirname(node)}${delimiter}${process.env.PATH}`;
  const windows = process.platform === 'win32';
  let said = '';
  const code = await new Promise((resolve) => {
    const child = spawn(windows ? 'npm.cmd' : 'npm', args, {
      cwd,
      shell: windows,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: searchPath },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = (said + chunk).slice(-65_536)));
    child.once('error', (error) => resolve(error.code));
    child.once('close', resolve);
  });
  if (code === 0) return;
  if (code === 'ENOENT')
    throw new Failed(1, 'npm is not installed: install it together with Node.js 20 or newer, from https://nodejs.org');
  throw failedFrom(what, said, root);
}
