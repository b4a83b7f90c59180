'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '../../money/use-format.ts';
import type { QuickItem } from '../device-memory.ts';
import { useItemName } from './item-name.ts';

const shown = 18;

/** What this register sells most, one press each. */
export const Tiles = ({ items, onPick }: { items: QuickItem[]; onPick: (item: QuickItem) => void }) => {
  const t = useTranslations('till');
  const format = useFormat();
  const nameOf = useItemName();
  if (items.length === 0) return <p className="text-muted">{t('noTiles')}</p>;
  return (
    <section aria-label={t('often')}>
      <h2 className="mb-2 text-small font-semibold text-muted">{t('often')}</h2>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] gap-2">
        {items.slice(0, shown).map((item) => (
          <li key={item.variantId}>
            <button
              type="button"
              onClick={() => onPick(item)}
              className="flex h-18 w-full cursor-pointer flex-col justify-between rounded border border-line bg-surface px-2 py-1 text-left active:translate-y-px"
            >
              <span className="line-clamp-2 text-small leading-tight break-words">{nameOf(item)}</span>
              <span className="text-small text-muted">{format.shortTaka(item.pricePaisa)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
