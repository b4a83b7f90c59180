import type { ZReportView } from '@zakpos/contracts';
import { expectAnnouncedOnce } from './announcements.ts';
import { closeTills, dayReports, expectChain, expectReports } from './closing.ts';
import { expectNothingHeld } from './crashes.ts';
import type { Basket } from './grocery.ts';
import { asSuperuser, expectBooks, expectNumbersWithoutGap, expectSales, expectStock, type Superuser } from './ledger.ts';
import type { Shop } from './shop.ts';
import type { Acknowledged, Till } from './till.ts';

/** A shop that sells one day long: its open cash sessions, and who sells at them. */
export interface Day {
  readonly shop: Shop;
  readonly sessions: readonly string[];
  readonly tills: readonly Till[];
}

export const soldBy = ({ tills }: Pick<Day, 'tills'>): Acknowledged[] => tills.flatMap((till) => till.acknowledged);

/**
 * Closes the tills and compares everything: every basket sold once, numbers without a gap, nothing held, stock and books right, each sale
 * announced and heard once, Z reports that agree. @returns the Z reports.
 */
export async function expectWholeDay(superuser: Superuser, day: Day, sold: readonly Basket[]): Promise<ZReportView[]> {
  const { shop, sessions } = day;
  const acknowledged = soldBy(day);
  return await asSuperuser(superuser, async (rows) => {
    await expectSales(rows, shop, sold, acknowledged);
    await expectNumbersWithoutGap(rows, shop);
    await expectStock(rows, shop, sold);
    await expectNothingHeld(rows, shop.tenantId);
    await expectAnnouncedOnce(rows, shop, acknowledged);
    const reports = await closeTills(shop, sessions, acknowledged);
    await expectBooks(rows, shop, acknowledged);
    await expectChain(shop, reports);
    expectReports(reports, await dayReports(rows, shop), acknowledged);
    return reports;
  });
}
