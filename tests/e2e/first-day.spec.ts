import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Business } from './business.ts';
import { expect, expectAccessible, test } from './fixtures.ts';
import { scan } from './scanner.ts';

const groceryFile = path.join(import.meta.dirname, '../data/grocery/products.csv');
const productCount = 60;
const [header = '', ...rows] = readFileSync(groceryFile, 'utf8').split('\n');
const goodRows = rows.slice(0, productCount);
const barcodeOf = (row: string | undefined): string => row?.split(',')[1] ?? '';
const priceOf = (row: string | undefined): number => Math.round(Number(row?.split(',').at(-1)) * 100);
const taka = (paisa: number): string => `৳\u00a0${(paisa / 100).toFixed(2)}`;

const csv = (lines: string[]) => ({
  name: 'products.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from([header, ...lines].join('\n')),
});

test('a shopkeeper signs up, imports, sells, closes the day and reads the report', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByRole('link', { name: 'Register your shop' }).click();
  await page.getByLabel('Name of the business').fill('Rahman Store');
  await page.getByLabel('Your name').fill('Rina');
  await page.getByLabel('E-mail').fill(`first-day-${Date.now()}@example.com`);
  await page.getByLabel('Password').fill(Business.password);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Register' }).click();

  await expect(page.getByRole('heading', { name: 'Good day, Rina' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'First steps' })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Shops' }).click();
  await expect(page.getByRole('heading', { name: 'Shops and registers' })).toBeVisible();
  if ((await page.getByLabel('Name of the register').count()) === 0) {
    await page.getByLabel('Name of the shop').fill('Mirpur');
    await page.getByRole('button', { name: 'Add the shop' }).click();
  }
  await page.getByLabel('Name of the register').first().fill('Till 2');
  await page.getByRole('button', { name: 'Add a register' }).first().click();
  await expect(page.getByText('Till 2')).toBeVisible();
  await page.getByLabel('Sell what the stock does not show').check();
  await page.getByRole('button', { name: 'Store', exact: true }).click();
  await expect(page.getByText('Stored')).toBeVisible();
  await expectAccessible(page);

  await test.step('import: first with faults, then whole', async () => {
    await page.getByRole('link', { name: 'Products', exact: true }).click();
    await page.getByRole('link', { name: 'Import' }).click();
    const faulty = [
      ...goodRows.slice(0, 3),
      '111,0400008189812,WRONG DIGIT,GROCERY,X,National,1.00',
      '112,,NO PRICE,GROCERY,X,National,abc',
    ];
    await page.locator('input[type=file]').setInputFiles(csv(faulty));
    await expect(page.getByText('3 new, 0 changed, 0 as they are, 2 faulty')).toBeVisible();
    await expect(page.getByRole('row', { name: /price.*abc/ })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Another file' }).click();
    await page.locator('input[type=file]').setInputFiles(csv(goodRows));
    await page.getByRole('button', { name: `Import ${productCount} products` }).click();
    await expect(page.getByText(`Imported: ${productCount} new`)).toBeVisible();
    await page.getByRole('link', { name: 'See the products' }).click();
    await page.getByLabel('Search').fill('CHOICE BEEF');
    await expect(page.getByRole('cell', { name: /CHOICE BEEF/ }).first()).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('open the register', async () => {
    await page.getByRole('link', { name: 'Open the till' }).click();
    await page.getByRole('button', { name: /Till 2/ }).click();
    await page.getByLabel('Cash in the drawer').fill('২,০০০');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(page.getByText('Ready to scan')).toBeVisible();
  });

  const [first, second] = goodRows;
  const total = priceOf(first) * 2 + priceOf(second);
  // Cash is rounded to the taka, which is how a new business begins.
  const due = Math.round(total / 100) * 100;
  await test.step('sell three items by scanner and take a note', async () => {
    await scan(page, barcodeOf(first));
    await scan(page, barcodeOf(second), 'Tab');
    await scan(page, barcodeOf(first), 'silence');
    await expect(page.getByTestId('total')).toHaveText(taka(total));
    await expectAccessible(page);
    await page.keyboard.press('F9');
    await expect(page.getByTestId('due')).toHaveText(taka(due));
    await page.getByRole('button', { name: '৳\u00a050', exact: true }).click();
    await expectAccessible(page);
    // Finish does not hear the first 300 ms of a payment.
    await page.waitForTimeout(400);
    await page.getByRole('button', { name: /^Finish/ }).click();
    await expect(page.getByTestId('change')).toHaveText(taka(5_000 - due));
    await expectAccessible(page);
  });

  await test.step('the receipt', async () => {
    await page.getByRole('link', { name: 'Receipt' }).click();
    await expect(page.getByTestId('receipt-total')).toHaveText(taka(due));
    await expect(page.getByTestId('receipt-change')).toHaveText(taka(5_000 - due));
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(page.getByText('Ready to scan')).toBeVisible();
  });

  await test.step('close the day: nothing tells what to expect before the count', async () => {
    const answers: string[] = [];
    page.on('response', (answer) => {
      if (answer.url().includes('/v1/') && !answer.url().includes('/events')) {
        void answer.text().then(
          (text) => answers.push(text),
          () => undefined,
        );
      }
    });
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Close the day' }).click();
    await page.getByRole('button', { name: 'Send the count' }).click();
    await expect(page.getByText('Blank is not zero')).toBeVisible();
    await page.getByLabel('৳\u00a01,000').fill('2');
    await page.getByRole('button', { name: 'Put 0 where it is blank' }).click();
    expect(answers.filter((text) => text.includes('expected'))).toEqual([]);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Send the count' }).click();
    await expect(page.getByText('short')).toBeVisible();
    const reason = page.getByLabel('Reason');
    if (await reason.isVisible()) await reason.fill('The test took the coins.');
    await page.getByRole('button', { name: 'Close the register' }).click();
    await expect(page.getByRole('heading', { name: 'Z report 1' })).toBeVisible();
    await expect(page.getByText('1 sales, 0 returns, 0 voids')).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('the day report', async () => {
    await page.getByRole('link', { name: 'Office' }).click();
    await page.getByRole('link', { name: 'Day report' }).click();
    await expect(page.getByText(taka(total)).first()).toBeVisible();
    await expect(page.getByRole('link', { name: 'Z 1' })).toBeVisible();
    await expectAccessible(page);
  });
});
