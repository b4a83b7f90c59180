'use client';
import { ApiProblem } from '@zakpos/api-client';
import { useLocale, useTranslations } from 'next-intl';
import { CircleAlert, LoaderCircle } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { problemText } from '../../api/problem-text.ts';
import { useFormat } from '../../money/use-format.ts';
import type { PendingItem } from '../till-state.ts';
import type { TillStore } from '../till-store.ts';

const availableOf = (refusal: unknown): number | undefined => {
  if (!(refusal instanceof ApiProblem) || refusal.problem.code !== 'insufficient_stock') return undefined;
  const available = refusal.problem.details?.['available'];
  return typeof available === 'number' ? available : undefined;
};

/** What the server has not confirmed: grey and outside the total. A refusal stays until it is dropped. */
export const PendingRow = ({ pending, store }: { pending: PendingItem; store: TillStore }) => {
  const t = useTranslations('till');
  const language = useLocale();
  const format = useFormat();
  const { key, label, refusal } = pending;
  const row = useRef<HTMLLIElement>(null);
  // The newest row is what the cashier looks for, and a refusal all the more.
  useEffect(() => {
    row.current?.scrollIntoView({ block: 'nearest' });
  }, [refusal]);
  if (refusal === null) {
    return (
      <li ref={row} className="flex min-h-14 items-center gap-2 border-b border-line/40 px-3 text-muted">
        <LoaderCircle aria-hidden className="size-5 animate-spin" />
        <span className="min-w-0 flex-1 truncate text-row">{label}</span>
        {t('waitingForServer')}
      </li>
    );
  }
  const text = problemText(refusal, language);
  const available = availableOf(refusal);
  const title = text.kind === 'refused' ? text.title : text.kind === 'bug' ? text.message : t('notAdded');
  const unknownCode = text.kind === 'refused' && text.code === 'barcode_unknown';
  return (
    <li ref={row} className="flex flex-wrap items-center gap-2 border-b border-line/40 bg-danger-tint px-3 py-2">
      <div role="alert" className="flex min-w-0 flex-1 items-start gap-2 max-sm:basis-full">
        <CircleAlert aria-hidden className="mt-1 size-5 shrink-0 text-danger" />
        <div className="min-w-0">
          <p className="text-row font-semibold break-all">{unknownCode ? t('notFound', { code: label }) : label}</p>
          <p>
            {title}
            {available === undefined ? '' : ` ${t('left', { quantity: format.quantity(available) })}`}
          </p>
        </div>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="till" onClick={() => store.dropPending(key)}>
          {t('drop')}
        </Button>
        {unknownCode ? null : (
          <Button size="till" look="quiet" onClick={() => store.retryPending(key)}>
            {t('tryAgain')}
          </Button>
        )}
      </div>
    </li>
  );
};
