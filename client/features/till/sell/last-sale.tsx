'use client';
import type { SaleView } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useFormat } from '../../money/use-format.ts';

/** The sale before, through the next one: its number, its change, its receipt. */
export const LastSale = ({ sale }: { sale: SaleView }) => {
  const t = useTranslations('till');
  const format = useFormat();
  return (
    <p className="flex min-h-12 flex-wrap items-center gap-x-3 border-b border-line/40 px-3 text-small text-muted">
      {t('lastSale', { invoice: sale.invoiceNumber, change: format.taka(sale.changePaisa) })}
      <Link
        href={`/till/receipts/${sale.id}`}
        className="inline-flex min-h-12 min-w-12 items-center font-semibold text-primary underline underline-offset-4"
      >
        {t('receipt')}
      </Link>
    </p>
  );
};
