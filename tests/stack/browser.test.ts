import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureChromium } from '../../ops/src/chromium.ts';
import { repositoryDir } from '../../ops/src/layout.ts';
import { capture } from '../../ops/src/run.ts';
import { toolEnvironment } from '../../ops/src/surroundings.ts';
import { openStack, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});

/** What a shop does on its first day, the whole till, the attacks of a browser, and the mobile app. */
const specs = ['first-day', 'till', 'attacks', 'mobile'];

test('in a browser, through nginx over TLS, the product does what it does without them', async () => {
  const environment = toolEnvironment();
  const chromium = await ensureChromium(environment);
  const { exitCode, output } = await capture({
    file: process.execPath,
    args: [
      join(repositoryDir, 'node_modules/@playwright/test/cli.js'),
      'test',
      '--config=tests/e2e/playwright.config.ts',
      '--retries=1', // as in CI: a machine that stalls breaks a test's timing
      ...specs.map((name) => `tests/e2e/${name}.spec.ts`),
    ],
    cwd: repositoryDir,
    env: {
      ...environment,
      ZAKPOS_CHROMIUM: chromium,
      ZAKPOS_E2E_URL: stack.httpsUrl,
      ZAKPOS_E2E_CERTIFICATE: join(stack.secretsDir, 'edge_tls_cert'),
      NODE_EXTRA_CA_CERTS: join(stack.secretsDir, 'internal_ca_cert'),
    },
    timeoutMs: 5 * 60_000,
  });
  console.log(output.split('\n').slice(-6).join('\n'));
  expect(exitCode, output).toBe(0);
});
