import { routes } from '@zakpos/contracts';
import { Business, tea } from './business.ts';
import { expect, productUrl, test } from './fixtures.ts';
import { scan } from './scanner.ts';

const script = '<img src=x onerror="window.attacked=true"><script>window.attacked=true</script>';

test('a script in a product name is text everywhere', async ({ business, page }) => {
  await business.stock({ ...tea, name: script, nameBn: script });
  await business.openTill(page);
  await scan(page, tea.barcode);
  await expect(page.getByText(script).first()).toBeVisible();
  await page.keyboard.press('F9');
  await page.waitForTimeout(350);
  await page.keyboard.press('NumpadMultiply');
  await page.getByRole('link', { name: 'Receipt' }).click();
  await expect(page.getByText(script)).toBeVisible();
  await page.goto('/catalogue');
  await expect(page.getByText(script).first()).toBeVisible();
  expect(await page.evaluate(() => 'attacked' in globalThis)).toBe(false);
});

test("another business's receipt is not found", async ({ business, page }) => {
  const other = await Business.register(productUrl(), 'Other Store');
  await other.stock(tea);
  const { registerId } = await other.shop();
  await other.api.call(routes.openSession, { body: { registerId, floatPaisa: 0 }, idempotencyKey: crypto.randomUUID() });
  const sale = await other.api.call(routes.createSale, {
    body: {
      registerId,
      lines: [{ code: tea.barcode }],
      expectedTotalPaisa: tea.pricePaisa,
      tenders: [{ kind: 'cash', amountPaisa: tea.pricePaisa }],
    },
    idempotencyKey: crypto.randomUUID(),
  });
  expect(business.email).not.toBe(other.email);
  await page.goto(`/till/receipts/${sale.id}`);
  await expect(page.getByText('This was not found.')).toBeVisible();
  await expect(page.getByText(sale.invoiceNumber)).toBeHidden();
});

test('every page has a strict policy with a fresh nonce, and the other headers', async ({ request, baseURL }) => {
  const nonces = new Set<string>();
  for (const address of ['/sign-in', '/', '/till', '/nowhere']) {
    const headers = (await request.get(`${baseURL}${address}`)).headers();
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    nonces.add(/nonce-([^']+)/.exec(policy)?.[1] ?? '');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['permissions-policy']).toContain('camera=(self)');
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
  }
  expect(nonces.size).toBe(4);
  const secured = await request.get(`${baseURL}/sign-in`, { headers: { 'x-forwarded-proto': 'https' } });
  // nginx believes no client about the way it came, and does not insist on https where the certificate is of our own authority.
  const wanted = productUrl().startsWith('https:') ? '' : 'max-age=';
  expect(secured.headers()['strict-transport-security'] ?? '').toContain(wanted);
});

test('a script without the nonce does not run, nor does one in an attribute', async ({ browser, baseURL }) => {
  const page = await browser.newPage();
  await page.route('**/sign-in', async (route) => {
    const answer = await route.fetch();
    const injected =
      '<script>window.attacked=1</script><img src=x onerror="window.attacked=2"><a id=bait href="javascript:window.attacked=3">x</a>';
    await route.fulfill({ response: answer, body: (await answer.text()).replace('</body>', `${injected}</body>`) });
  });
  await page.goto(`${baseURL}/sign-in`);
  await page.locator('#bait').dispatchEvent('click');
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => 'attacked' in window)).toBe(false);
  await page.close();
});

test('no page script can read a token, and signing out ends the session', async ({ business, context, page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Good day, Rina' })).toBeVisible();
  expect(business.email).toContain('@');
  const cookies = await context.cookies();
  const refresh = cookies.filter(({ httpOnly }) => httpOnly);
  expect(refresh).toHaveLength(1);
  expect(refresh[0]).toMatchObject({ sameSite: 'Strict', httpOnly: true });
  const readable = await page.evaluate(() => document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage));
  expect(readable).not.toMatch(/eyJ|token/i);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await page.goto('/till');
  await expect(page).toHaveURL(/sign-in\?next=%2Ftill/);
});

test('a link cannot lead away from the site after signing in', async ({ page }) => {
  const other = await Business.register(productUrl());
  await page.goto('/sign-in?next=//evil.example/');
  await page.getByLabel('E-mail').fill(other.email);
  await page.getByLabel('Password').fill('a wrong password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('E-mail, password or PIN is wrong.')).toBeVisible();
  await page.getByLabel('Password').fill(Business.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Good day, Rina' })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(productUrl());
});
