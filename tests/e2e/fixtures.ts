import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { Business } from './business.ts';

interface Fixtures {
  /** A business of this test alone, with its owner signed in to this browser. */
  business: Business;
}

export const productUrl = (): string => {
  const url = process.env['ZAKPOS_E2E_URL'];
  if (url === undefined) throw new Error('the product was not started');
  return url;
};

/** Faults that no page may have: a blocked script or style, and an error that nobody caught. */
const watch = (page: Page, faults: string[]) => {
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security policy|hydrat|minified react/i.test(message.text()))
      faults.push(message.text());
  });
};

export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    const faults: string[] = [];
    watch(page, faults);
    page.context().on('page', (other) => watch(other, faults));
    await use(page);
    expect(faults, 'faults that the browser reported').toEqual([]);
  },
  business: async ({ page }, use) => {
    const business = await Business.register(productUrl());
    await business.signIn(page);
    await use(business);
  },
});

export { expect } from '@playwright/test';

/** No barrier that axe can find, in the page as it stands. */
export const expectAccessible = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  expect(found).toEqual([]);
};

/** The page is not wider than the window. */
export const expectNoSidewaysScroll = async (page: Page): Promise<void> => {
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overhang, `sideways scroll at ${page.url()}`).toBe(0);
};
