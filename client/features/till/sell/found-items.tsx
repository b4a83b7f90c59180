'use client';
import type { Sellable } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { classNames } from '@/components/class-names.ts';
import { Failure } from '../../api/failure.tsx';
import { useFormat } from '../../money/use-format.ts';
import { useItemName } from './item-name.ts';
import type { Found } from './use-search.ts';

interface FoundItemsProps {
  found: Found;
  chosen: number;
  onPick: (item: Sellable) => void;
}

/** What the search found; Enter takes the chosen one. */
export const FoundItems = ({ found, chosen, onPick }: FoundItemsProps) => {
  const t = useTranslations('till');
  const format = useFormat();
  const nameOf = useItemName();
  if (found.error !== null) return <Failure error={found.error} />;
  if (found.items.length === 0) return <p className="p-2 text-muted">{t('nothingFound', { text: found.text })}</p>;
  return (
    <ul aria-label={t('found')} className="grid gap-2">
      {found.items.map((item, index) => (
        <li key={item.variantId}>
          <button
            type="button"
            onClick={() => onPick(item)}
            aria-current={index === chosen ? 'true' : undefined}
            className={classNames(
              'grid min-h-14 w-full cursor-pointer grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 rounded border bg-surface px-3 py-1 text-left',
              index === chosen ? 'border-2 border-primary' : 'border-line',
            )}
          >
            <span className="truncate">{nameOf(item)}</span>
            <span className="font-semibold whitespace-nowrap">{format.taka(item.pricePaisa)}</span>
            <span className="truncate text-small text-muted">{item.sku}</span>
            <span
              className={classNames('text-small whitespace-nowrap', item.availableThousandths > 0 ? 'text-muted' : 'text-danger')}
            >
              {t('left', { quantity: format.quantity(item.availableThousandths) })}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
};
