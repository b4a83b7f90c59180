'use client';
import { useTranslations } from 'next-intl';
import { Button, KeyHint } from '@/components/ui/button.tsx';
import { classNames } from '@/components/class-names.ts';
import type { TillState } from '../till-state.ts';
import type { TillStore } from '../till-store.ts';
import { useItemName } from './item-name.ts';

interface RowActionsProps {
  state: TillState;
  store: TillStore;
  onQuantity: () => void;
}

/** What can be done with the selected row; always at the same place. */
export const RowActions = ({ state, store, onQuantity }: RowActionsProps) => {
  const t = useTranslations('till');
  const nameOf = useItemName();
  const { removed, selectedLineId, cart } = state;
  const line = cart?.lines.find(({ id }) => id === selectedLineId);
  return (
    <div className="area-actions flex min-h-16 items-center gap-2 overflow-hidden border-t border-line bg-surface px-2 lg:border-r">
      {removed ? (
        <p role="status" className="flex min-w-0 flex-1 items-center gap-2">
          <span className="truncate">{t('removed', { name: nameOf(removed) })}</span>
          <Button size="till" look="quiet" className="shrink-0" onClick={() => store.undoRemove()}>
            {t('undo')}
          </Button>
        </p>
      ) : (
        <span className="hidden min-w-0 flex-1 truncate text-small text-muted sm:block">{line ? nameOf(line) : ''}</span>
      )}
      <Button
        size="till"
        disabled={!line}
        aria-keyshortcuts="F4"
        onClick={onQuantity}
        className={classNames('flex-1 sm:flex-none', removed && 'hidden sm:inline-flex')}
      >
        {t('quantity')} <KeyHint>F4</KeyHint>
      </Button>
      <Button
        size="till"
        disabled={!line}
        aria-keyshortcuts="Delete"
        onClick={() => line && store.remove(line.id)}
        className={classNames('flex-1 sm:flex-none', removed && 'hidden sm:inline-flex')}
      >
        {t('remove')} <KeyHint>Del</KeyHint>
      </Button>
    </div>
  );
};
