'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '../../money/use-format.ts';
import type { TillState } from '../till-state.ts';
import { useItemName } from './item-name.ts';

/** What was added last, large enough for the customer, and told to a screen reader once a burst. */
export const LastItem = ({ state }: { state: TillState }) => {
  const t = useTranslations('till');
  const format = useFormat();
  const nameOf = useItemName();
  const { confirmed } = state;
  return (
    <div className="area-last flex h-14 items-center gap-3 overflow-hidden border-b border-line bg-surface px-3 text-title lg:h-18 lg:border-r">
      {confirmed ? (
        <>
          <span className="min-w-0 flex-1 truncate">{nameOf(confirmed.line)}</span>
          <span className="hidden shrink-0 text-muted sm:inline">
            {format.quantity(confirmed.line.qtyThousandths)} × {format.amount(confirmed.line.unitPricePaisa)}
          </span>
          <span className="shrink-0 font-semibold">{format.amount(confirmed.line.totalPaisa)}</span>
        </>
      ) : (
        <span className="truncate text-muted">{t('readyToScan')}</span>
      )}
      <span role="status" className="sr-only">
        {confirmed
          ? t('announced', {
              name: nameOf(confirmed.line),
              quantity: format.quantity(confirmed.line.qtyThousandths),
              total: format.taka(confirmed.totalPaisa),
            })
          : ''}
      </span>
    </div>
  );
};
