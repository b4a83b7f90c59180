import { routes } from '@zakpos/contracts';
import { Business, oil, tea } from './business.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, productUrl, test } from './fixtures.ts';
import { serveMobileApp } from './mobile-app.ts';
import { scan } from './scanner.ts';

let app: Awaited<ReturnType<typeof serveMobileApp>>;
test.beforeAll(async () => {
  app = await serveMobileApp(productUrl());
});
test.afterAll(() => app.stop());

test.use({ viewport: { width: 360, height: 740 } });

test('the mobile app signs in, opens the till, sells for cash and shows the change', async ({ page }) => {
  const business = await Business.register(productUrl());
  await business.stock(tea, oil);
  await page.goto(app.url);
  await page.getByTestId('email').fill(business.email);
  await page.getByTestId('password').fill(Business.password);
  await page.getByTestId('sign-in').click();
  await page.getByTestId('register').first().click();
  await page.getByTestId('float').fill('500');
  await page.getByTestId('open-register').click();

  await page.getByTestId('scan-field').waitFor();
  await scan(page, tea.barcode);
  await expect(page.getByTestId('cart-row')).toHaveCount(1);
  await scan(page, oil.barcode);
  await expect(page.getByTestId('cart-row')).toHaveCount(2);
  await expect(page.getByTestId('total')).toContainText('405');
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);

  await page.getByTestId('pay').click();
  await page.getByTestId('note-500').click();
  await page.getByTestId('finish').click();
  await expect(page.getByTestId('change')).toContainText('95');

  const { items } = await business.api.call(routes.listSales, { query: {} });
  expect(items.map(({ totalPaisa, changePaisa }) => [totalPaisa, changePaisa])).toEqual([[40_500, 9_500]]);
  const kept = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
  expect(kept, 'no token may be stored where a script can read it').not.toMatch(/eyJ|refresh/i);
});
