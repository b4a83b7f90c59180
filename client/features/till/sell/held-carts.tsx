'use client';
import type { CartView } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button.tsx';
import { useFormat } from '../../money/use-format.ts';
import { useItemName } from './item-name.ts';

interface HeldCartsProps {
  carts: CartView[];
  onRecall: (cartId: string) => void;
  onBack: () => void;
}

/** Carts that wait, named by their time and first item. */
export const HeldCarts = ({ carts, onRecall, onBack }: HeldCartsProps) => {
  const t = useTranslations('till');
  const format = useFormat();
  const nameOf = useItemName();
  return (
    <section aria-label={t('held')} className="grid gap-3">
      <h2 className="text-row font-semibold">{t('held')}</h2>
      {carts.length === 0 ? <p className="text-muted">{t('noneHeld')}</p> : null}
      <ul className="grid gap-2">
        {carts.map((cart) => {
          const [first] = cart.lines;
          return (
            <li key={cart.id}>
              <Button size="note" className="w-full justify-between text-left text-body" onClick={() => onRecall(cart.id)}>
                <span className="min-w-0 truncate">
                  {format.time(cart.updatedAt)} · {cart.label || (first ? nameOf(first) : '')}
                </span>
                <span className="whitespace-nowrap">{format.taka(cart.totalPaisa)}</span>
              </Button>
            </li>
          );
        })}
      </ul>
      <Button size="till" onClick={onBack}>
        {t('back')} · Esc
      </Button>
    </section>
  );
};
