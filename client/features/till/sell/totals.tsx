'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '../../money/use-format.ts';
import type { TillState } from '../till-state.ts';

/** The sum as the server counts it; what is not confirmed is not in it. */
export const Totals = ({ state }: { state: TillState }) => {
  const t = useTranslations('till');
  const format = useFormat();
  const { cart } = state;
  return (
    <div className="area-totals border-t border-line bg-surface px-3 py-2 lg:border-r">
      <p className="truncate text-small text-muted">
        {t('sum', {
          items: format.count(cart?.lines.length ?? 0),
          vat: format.amount(cart?.vatPaisa ?? 0),
          discount: format.amount(cart?.discountPaisa ?? 0),
        })}
      </p>
      <p className="flex items-baseline justify-between gap-3 font-semibold">
        <span className="text-row">{t('total')}</span>
        <span data-testid="total" className="text-total leading-tight whitespace-nowrap">
          {format.taka(cart?.totalPaisa ?? 0)}
        </span>
      </p>
    </div>
  );
};
