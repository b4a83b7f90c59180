import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillDemoShop } from '../demo-shop.ts';
import { Failure } from '../failure.ts';
import { dataLayout, repositoryDir } from '../layout.ts';
import { runSteps } from '../progress.ts';
import { keptSecret } from '../secrets.ts';
import { lockOwner } from '../supervisor/lock.ts';
import { readState } from '../supervisor/state.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Fills a shop to try things out in, and says how to sign in. */
export async function demo(dataDir: string): Promise<number> {
  const layout = dataLayout(dataDir);
  const state = readState(layout.state);
  if (state?.phase !== 'ready' || (await lockOwner(layout.lock)) === undefined)
    throw new Failure('failed', 'ZakPOS does not run: start it with ./zakpos up');
  const address = (name: string) => state.addresses.find((entry) => entry.name === name)?.url ?? '';

  // Each installation makes its own password: a well-known one would be a way in.
  const owner = { email: 'demo@zakpos.example', password: keptSecret(layout.secrets, 'demo_password') };
  const csv = readFileSync(join(repositoryDir, 'ops/demo/catalogue.csv'), 'utf8');
  let products = 0;
  const work = async () => {
    ({ products } = await fillDemoShop(address('API'), owner, csv));
  };
  await runSteps([[{ title: 'Demo shop', work }]]);
  say(`\nThe demo shop has ${products} products in stock. Sign in:\n`);
  say(`  Address   ${address('Till and back office')}`);
  say(`  E-mail    ${owner.email}`);
  say(`  Password  ${owner.password}`);
  return 0;
}
