'use client';
import { useTranslations } from 'next-intl';
import type { TillState } from '../till-state.ts';
import type { TillStore } from '../till-store.ts';
import { CartRow } from './cart-row.tsx';
import { LastSale } from './last-sale.tsx';
import { PendingRow } from './pending-row.tsx';

/** The cart, newest last, then what waits to get into it. */
export const CartRows = ({ state, store }: { state: TillState; store: TillStore }) => {
  const t = useTranslations('till');
  const lines = state.cart?.lines ?? [];
  return (
    <section aria-label={t('cart')} className="area-rows min-h-24 overflow-y-auto border-line bg-surface lg:border-r">
      {state.lastSale && state.checkout.step !== 'stored' ? <LastSale sale={state.lastSale} /> : null}
      {lines.length === 0 && state.pending.length === 0 ? <p className="p-4 text-muted">{t('emptyCart')}</p> : null}
      <ol>
        {lines.map((line, index) => (
          <CartRow key={line.id} line={line} position={index + 1} selected={line.id === state.selectedLineId} store={store} />
        ))}
        {state.pending.map((pending) => (
          <PendingRow key={pending.key} pending={pending} store={store} />
        ))}
      </ol>
    </section>
  );
};
