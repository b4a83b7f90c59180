import { oil, rice, tea } from './business.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './fixtures.ts';
import { scan } from './scanner.ts';

const officePages = ['/', '/catalogue', '/catalogue/import', '/stock', '/reports/day', '/shops'];

/** Names of the till's controls that are smaller than a finger. */
const smallTargets = () =>
  [...document.querySelectorAll('button, a[href], input, select')]
    .filter((element) => element.checkVisibility())
    .map((element) => ({ name: element.textContent || element.getAttribute('aria-label'), box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && (box.width < 48 || box.height < 48))
    .map(({ name, box }) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`);

test.describe('on a phone of 360 × 740', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('the till sells without sideways scroll, Pay in sight, targets of 48', async ({ business, page }) => {
    await business.stock(tea, rice, oil);
    await business.openTill(page);
    for (const { barcode } of [tea, rice, oil, tea]) await scan(page, barcode);
    await expect(page.getByTestId('total')).toHaveText('৳\u00a01,015.00');
    await expectNoSidewaysScroll(page);
    await expect(page.getByRole('button', { name: 'Pay' })).toBeInViewport();
    expect(await page.evaluate(smallTargets)).toEqual([]);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Menu' }).tap();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await page.evaluate(smallTargets)).toEqual([]);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Back' }).tap();
    await scan(page, '8941100599990');
    await expect(page.getByRole('button', { name: 'Drop' })).toBeInViewport();
    await page.getByRole('button', { name: 'Drop' }).tap();
    await page.getByRole('button', { name: 'Pay' }).tap();
    await page.getByRole('button', { name: '৳\u00a01,000' }).tap();
    await page.getByRole('button', { name: '৳\u00a0100', exact: true }).tap();
    await expectNoSidewaysScroll(page);
    expect(await page.evaluate(smallTargets)).toEqual([]);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Finish' }).tap();
    await expect(page.getByTestId('change')).toHaveText('৳\u00a085.00');
    await expectNoSidewaysScroll(page);
    await page.getByRole('link', { name: 'Receipt' }).tap();
    await expect(page.getByTestId('receipt-total')).toBeVisible();
    await expectNoSidewaysScroll(page);
  });

  test('the office scrolls sideways nowhere', async ({ business, page }) => {
    await business.stock(tea, rice);
    for (const address of officePages) {
      await page.goto(address);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectNoSidewaysScroll(page);
    }
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    for (const language of ['en', 'bn'] as const) {
      test(`axe finds nothing in ${language}`, async ({ business, context, page, baseURL }) => {
        await context.addCookies([{ name: 'zakpos-language', value: language, url: baseURL ?? '' }]);
        await business.stock(tea, rice);
        for (const address of officePages) {
          await page.goto(address);
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          await expectAccessible(page);
        }
        const { registerId } = await business.shop();
        expect(registerId).toBeTruthy();
      });
    }
  });
}

test('the till speaks Bangla, with Bengali digits where the shop wants them', async ({ business, context, page, baseURL }) => {
  await context.addCookies([{ name: 'zakpos-language', value: 'bn', url: baseURL ?? '' }]);
  await business.stock(tea, rice);
  await business.useBengaliDigits();
  await business.openTill(page, 'স্ক্যানের জন্য প্রস্তুত');
  await scan(page, rice.barcode);
  await scan(page, tea.barcode);
  await expect(page.getByTestId('total')).toHaveText('৳\u00a0৬১০.০০');
  await expect(page.getByText('মিনিকেট চাল ৫ কেজি').first()).toBeVisible();
  await page.keyboard.press('F2');
  await page.keyboard.type('chal', { delay: 80 });
  await expect(page.getByRole('button', { name: /মিনিকেট চাল/ }).first()).toBeVisible();
  await expectAccessible(page);
});

test('language and appearance stay as chosen', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'বাংলা' }).click();
  await expect(page.getByRole('heading', { name: 'সাইন ইন' })).toBeVisible();
  await page.getByLabel('চেহারা').selectOption('dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'bn');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
