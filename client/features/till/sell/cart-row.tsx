'use client';
import type { CartLineView } from '@zakpos/contracts';
import { Minus, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo, useEffect, useRef } from 'react';
import { classNames } from '@/components/class-names.ts';
import { useFormat } from '../../money/use-format.ts';
import type { TillStore } from '../till-store.ts';
import { useItemName } from './item-name.ts';

const stepButton =
  'inline-flex size-14 shrink-0 cursor-pointer items-center justify-center rounded border border-line bg-surface active:translate-y-px disabled:cursor-default disabled:opacity-40';

interface CartRowProps {
  line: CartLineView;
  position: number;
  selected: boolean;
  store: TillStore;
}

/** One line of the cart. Only a row whose line changed is drawn again, so that row 100 is as fast as row 1. */
export const CartRow = memo(({ line, position, selected, store }: CartRowProps) => {
  const t = useTranslations('till');
  const format = useFormat();
  const name = useItemName()(line);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [selected, line.qtyThousandths]);
  const quantity = format.quantity(line.qtyThousandths);
  const priceChanged = line.unitPricePaisa !== line.listPricePaisa;
  return (
    <li
      ref={row}
      aria-current={selected ? 'true' : undefined}
      className={classNames(
        'grid min-h-18 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 border-b border-l-4 border-b-line/40 px-2 sm:min-h-14 sm:grid-cols-[minmax(0,1fr)_auto_7.5rem]',
        selected ? 'border-l-primary bg-bg' : 'border-l-transparent',
      )}
    >
      <button type="button" className="min-h-12 min-w-0 cursor-pointer text-left" onClick={() => store.select(line.id)}>
        <span className="block truncate text-row">
          <span className="mr-2 text-small text-muted">{format.count(position)}</span>
          {name}
        </span>
        <span className="flex justify-between gap-2 text-body font-semibold whitespace-nowrap sm:hidden">
          <span className="truncate text-small font-normal text-muted">× {format.amount(line.unitPricePaisa)}</span>
          {format.amount(line.totalPaisa)}
        </span>
        <span className="hidden truncate text-small text-muted sm:block">
          {quantity} × {format.amount(line.unitPricePaisa)}
          {line.lineDiscountPaisa > 0 ? ` · ${t('discountOf', { amount: format.amount(line.lineDiscountPaisa) })}` : ''}
          {priceChanged ? ` · ${t('listPrice', { price: format.amount(line.listPricePaisa) })}` : ''}
        </span>
      </button>
      <div className="flex items-center gap-2">
        <button
          type="button"
          className={stepButton}
          aria-label={t('less', { name })}
          disabled={line.qtyThousandths < 2000}
          onClick={() => store.step(line.id, -1)}
        >
          <Minus aria-hidden className="size-5" />
        </button>
        <span className="min-w-10 text-center text-row">{quantity}</span>
        <button type="button" className={stepButton} aria-label={t('more', { name })} onClick={() => store.step(line.id, 1)}>
          <Plus aria-hidden className="size-5" />
        </button>
      </div>
      <span className="hidden text-right text-row font-semibold whitespace-nowrap sm:inline">
        {format.amount(line.totalPaisa)}
      </span>
    </li>
  );
});
CartRow.displayName = 'CartRow';
