'use client';
import type { SaleView } from '@zakpos/contracts';
import { CircleCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { classNames } from '@/components/class-names.ts';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { useFormat } from '../../money/use-format.ts';

interface ChangePaneProps {
  sale: SaleView;
  afterChecking: boolean;
  onNext: () => void;
}

/** The change, large, until the next scan or key. */
export const ChangePane = ({ sale, afterChecking, onNext }: ChangePaneProps) => {
  const t = useTranslations('tender');
  const format = useFormat();
  const received = sale.payments.reduce((sum, { tenderedPaisa }) => sum + tenderedPaisa, 0);
  return (
    <section aria-label={t('change')} className="flex flex-1 flex-col gap-4">
      <p role="status" className="flex items-center gap-2 rounded border border-ok bg-ok-tint p-3 font-semibold">
        <CircleCheck aria-hidden className="size-6 shrink-0 text-ok" />
        {afterChecking ? t('storedAfterAll', { invoice: sale.invoiceNumber }) : t('stored', { invoice: sale.invoiceNumber })}
      </p>
      <div role="status">
        <p className="text-row">{t('change')}</p>
        <p data-testid="change" className="text-[3rem] leading-tight font-semibold whitespace-nowrap sm:text-change">
          {format.taka(sale.changePaisa)}
        </p>
      </div>
      <p className="text-muted">
        {t('paidOf', { total: format.taka(sale.totalPaisa + sale.roundingPaisa), received: format.taka(received) })}
      </p>
      <div className="mt-auto grid grid-cols-2 gap-2">
        <Link href={`/till/receipts/${sale.id}`} className={classNames(buttonStyle({ size: 'pay' }), 'text-body')}>
          {t('receipt')}
        </Link>
        <Button size="pay" look="primary" className="text-body" onClick={onNext}>
          {t('nextCustomer')}
        </Button>
      </div>
    </section>
  );
};
