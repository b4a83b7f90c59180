import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const chromium = process.env['ZAKPOS_CHROMIUM'] ?? process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const url = process.env['ZAKPOS_E2E_URL'];

/**
 * The browser takes no authority from us but the system's. With ZAKPOS_E2E_CERTIFICATE=FILE it accepts the one key of that certificate,
 * and goes on refusing every other one that it cannot verify.
 */
function acceptedKey(): string[] {
  const file = process.env['ZAKPOS_E2E_CERTIFICATE'];
  if (file === undefined) return [];
  const key = new X509Certificate(readFileSync(file)).publicKey.export({ type: 'spki', format: 'der' });
  return [`--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`];
}

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results/browser',
  globalSetup: './start-product.ts',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // One product serves all tests, each with its own tenant; two at once are what a small machine bears.
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  // A machine that stalls for seconds breaks a test's timing, not the product: tried once more, and reported as flaky.
  retries: process.env['CI'] === undefined ? 0 : 1,
  reporter: 'list',
  use: {
    // Known once the product is up; each worker reads this file anew.
    ...(url === undefined ? {} : { baseURL: url }),
    actionTimeout: 10_000,
    locale: 'en-GB',
    timezoneId: 'Asia/Dhaka',
    viewport: { width: 1366, height: 768 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox', // the tests may run as root
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        ...acceptedKey(),
      ],
    },
  },
});
