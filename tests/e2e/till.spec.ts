import { routes } from '@zakpos/contracts';
import { oil, rice, tea } from './business.ts';
import { expect, expectAccessible, test } from './fixtures.ts';
import { scan, scanByAndroid, scanByInputMethod } from './scanner.ts';

const total = (taka: string) => `৳\u00a0${taka}`;

test.beforeEach(async ({ business, page }) => {
  await business.stock(tea, rice, { ...oil, stock: 2 });
  await business.openTill(page);
});

test.describe('the scanner', () => {
  test('is heard in any focus: it presses nothing, and gives a field its text back', async ({ page }) => {
    await page.getByRole('button', { name: 'Menu' }).focus();
    await scan(page, tea.barcode);
    await expect(page.getByTestId('total')).toHaveText(total('230.00'));
    await expect(page.getByRole('dialog')).toBeHidden();

    const entry = page.getByLabel('Scan, name or code');
    await entry.fill('mini');
    await page.waitForTimeout(200);
    await scan(page, rice.barcode);
    await expect(page.getByTestId('total')).toHaveText(total('610.00'));
    await expect(entry).toHaveValue('mini');

    await entry.fill('');
    await page.keyboard.press('F9');
    const typed = page.getByLabel('Or type the cash received');
    await typed.fill('700');
    await page.waitForTimeout(200);
    await scan(page, tea.barcode);
    await expect(typed).toHaveValue('700');
    await expect(page.getByTestId('due')).toHaveText(total('840.00'));
    await expect(page.getByTestId('change')).toBeHidden();
  });

  test('sends twenty scans in a row in order, each once', async ({ page }) => {
    const codes = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? tea : rice).barcode);
    for (const code of codes) await scan(page, code);
    await expect(page.getByTestId('total')).toHaveText(total('6,100.00'));
    await expect(page.getByRole('listitem')).toHaveCount(2);
  });

  test('may type Bangla digits; Bangla letters are named as the fault', async ({ page }) => {
    await scanByInputMethod(page, '৮৯৪১১০০৫০০০১৯');
    await expect(page.getByTestId('total')).toHaveText(total('230.00'));
    await scanByInputMethod(page, 'কখগঘঙচছজ');
    await expect(page.getByText('The keyboard is in Bangla')).toBeVisible();
  });

  test('is read from the text where Android hides its keys', async ({ page }) => {
    const entry = page.getByLabel('Scan, name or code');
    await entry.focus();
    await scanByAndroid(page, tea.barcode);
    await expect(page.getByTestId('total')).toHaveText(total('230.00'));
    await expect(entry).toHaveValue('');
  });

  test('an unknown code stays as a row while scanning goes on', async ({ page }) => {
    await scan(page, '8941100599990');
    await expect(page.getByText(/Not found: 8941100599990/)).toBeVisible();
    await scan(page, tea.barcode);
    await expect(page.getByTestId('total')).toHaveText(total('230.00'));
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Drop' }).click();
    await expect(page.getByText(/Not found/)).toBeHidden();
  });

  test('more than the stock holds is not added, and what is left is said', async ({ page }) => {
    for (let i = 0; i < 3; i += 1) await scan(page, oil.barcode);
    await expect(page.getByText('There is not enough stock.')).toBeVisible();
    await expect(page.getByTestId('total')).toHaveText(total('350.00'));
  });
});

test('keyboard alone sells: search, quantity, remove, undo, exact', async ({ page }) => {
  await page.keyboard.press('F2');
  await page.keyboard.type('soybean', { delay: 80 });
  await page.getByRole('button', { name: /Soybean oil 1 L/ }).waitFor();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('total')).toHaveText(total('175.00'));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Ready to scan')).toBeHidden();
  // Faster one after the other than a burst ends, and each counts.
  for (const key of ['NumpadAdd', 'NumpadSubtract', 'NumpadAdd']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(80);
  }
  await expect(page.getByTestId('total')).toHaveText(total('350.00'));
  await page.keyboard.press('NumpadSubtract');
  await expect(page.getByTestId('total')).toHaveText(total('175.00'));
  await page.keyboard.press('3');
  await page.keyboard.press('NumpadMultiply');
  await expect(page.getByText('3 ×')).toBeVisible();
  await page.waitForTimeout(200);
  await scan(page, tea.barcode);
  await expect(page.getByTestId('total')).toHaveText(total('865.00'));
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('total')).toHaveText(total('175.00'));
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('total')).toHaveText(total('865.00'));
  await page.keyboard.press('F4');
  await page.keyboard.type('৪', { delay: 100 });
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('total')).toHaveText(total('1,095.00'));

  await page.keyboard.press('F9');
  await page.waitForTimeout(350);
  await page.keyboard.press('NumpadMultiply');
  await expect(page.getByTestId('change')).toHaveText(total('0.00'));
  await page.keyboard.press('Escape');
  await expect(page.getByText(/Last: .* change ৳\u00a00.00/)).toBeVisible();
});

test('a cart is held and recalled', async ({ page }) => {
  await scan(page, tea.barcode);
  await expect(page.getByTestId('total')).toHaveText(total('230.00'));
  await page.keyboard.press('F8');
  await expect(page.getByTestId('total')).toHaveText(total('0.00'));
  await expect(page.getByRole('button', { name: 'Held 1' })).toBeVisible();
  await page.keyboard.press('F8');
  await page.getByRole('button', { name: /Tea 400 g/ }).click();
  await expect(page.getByTestId('total')).toHaveText(total('230.00'));
});

test('two presses of Finish make one sale', async ({ business, page }) => {
  await scan(page, tea.barcode);
  await page.keyboard.press('F9');
  await page.getByRole('button', { name: '৳\u00a0500', exact: true }).click();
  await page.waitForTimeout(400);
  await page.getByRole('button', { name: /^Finish/ }).dblclick();
  await expect(page.getByTestId('change')).toHaveText(total('270.00'));
  const { items } = await business.api.call(routes.listSales, { query: {} });
  expect(items).toHaveLength(1);
});

test('much change is asked about once', async ({ page }) => {
  await scan(page, tea.barcode);
  await page.keyboard.press('F9');
  await page.getByLabel('Or type the cash received').fill('10000');
  await page.waitForTimeout(400);
  await page.getByRole('button', { name: /^Finish/ }).click();
  await expect(page.getByText(`${total('10,000.00')} received?`)).toBeVisible();
  await page.getByRole('button', { name: 'Yes, finish' }).click();
  await expect(page.getByTestId('change')).toHaveText(total('9,770.00'));
});

test('a wallet needs its reference, and one that was used is refused', async ({ page }) => {
  for (const again of [false, true]) {
    await scan(page, tea.barcode);
    await page.keyboard.press('F9');
    await page.getByRole('button', { name: 'bKash' }).click();
    await expect(page.getByRole('button', { name: /^Finish/ })).toBeDisabled();
    await page.getByLabel('Transaction number').fill(' bk7x9 ');
    // Finish does not hear the first 300 ms of a payment.
    await page.waitForTimeout(400);
    await page.getByRole('button', { name: /^Finish/ }).click();
    if (again) await expect(page.getByText('This reference was already used for another sale.')).toBeVisible();
    else await expect(page.getByTestId('change')).toBeVisible();
  }
});

test('a sale whose answer is lost is stored once, and said so', async ({ business, page }) => {
  await scan(page, tea.barcode);
  let asked = 0;
  await page.route('**/checkout', async (route) => {
    asked += 1;
    // The first answer gets lost after the server has stored the sale.
    if (asked === 1) {
      await route.fetch();
      await route.abort();
    } else await route.continue();
  });
  await page.keyboard.press('F9');
  await page.waitForTimeout(350);
  await page.getByRole('button', { name: /^Exact/ }).click();
  await expect(page.getByText('Checking. Take no money again.')).toBeVisible();
  await expect(page.getByText(/It was stored: /)).toBeVisible();
  const { items } = await business.api.call(routes.listSales, { query: {} });
  expect(items).toHaveLength(1);
  expect(asked).toBe(2);
});

test('a payment is asked for again after a reload, with the same key', async ({ business, page }) => {
  await scan(page, tea.barcode);
  const keys = new Set<string | undefined>();
  let answersArrive = false;
  await page.route('**/checkout', async (route) => {
    keys.add(route.request().headers()['idempotency-key']);
    if (answersArrive) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await page.keyboard.press('F9');
  await page.waitForTimeout(350);
  await page.getByRole('button', { name: /^Exact/ }).click();
  await expect(page.getByText('Checking. Take no money again.')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Checking. Take no money again.')).toBeVisible();
  answersArrive = true;
  await expect(page.getByText(/It was stored: /)).toBeVisible();
  const { items } = await business.api.call(routes.listSales, { query: {} });
  expect(items).toHaveLength(1);
  expect(keys.size).toBe(1);
});

test('without the link nothing is paid, the time counts, and the cart is there again afterwards', async ({ context, page }) => {
  await scan(page, tea.barcode);
  await expect(page.getByTestId('total')).toHaveText(total('230.00'));
  await context.setOffline(true);
  // A connection that is open already outlives the cut; the next request does not.
  await scan(page, rice.barcode);
  await expect(page.getByText(/No link · last answer \d+ s ago/)).toBeVisible({ timeout: 4_000 });
  await expect(page.getByRole('button', { name: /^Pay/ })).toBeDisabled();
  await expectAccessible(page);
  await context.setOffline(false);
  await expect(page.getByText(/The link is back/)).toBeVisible();
  await expect(page.getByTestId('total')).toHaveText(total('610.00'));
  await expect(page.getByRole('button', { name: /^Pay/ })).toBeEnabled();
});

test('what another till changes in the cart shows within a second', async ({ business, page }) => {
  await scan(page, tea.barcode);
  await expect(page.getByTestId('total')).toHaveText(total('230.00'));
  const { shopId } = await business.shop();
  const { items } = await business.api.call(routes.listCarts, { query: { shopId, status: 'open' } });
  const params = { cartId: items[0]?.id ?? '' };
  await business.api.call(routes.addLine, { params, body: { code: rice.barcode }, idempotencyKey: crypto.randomUUID() });
  await expect(page.getByTestId('total')).toHaveText(total('610.00'), { timeout: 2_000 });
});
