'use client';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import type { OtherRow, TenderFault, TenderState } from './tender-state.ts';

interface OtherTendersProps {
  state: TenderState;
  onChange: (state: TenderState) => void;
  fault: TenderFault | null;
}

/** One row for each tender that is not cash, with the reference that the shop's own phone or slip shows. */
export const OtherTenders = ({ state, onChange, fault }: OtherTendersProps) => {
  const t = useTranslations('tender');
  const names = useTranslations('tenders');
  const set = (id: number, part: Partial<OtherRow>) =>
    onChange({ ...state, others: state.others.map((row) => (row.id === id ? { ...row, ...part } : row)) });
  if (state.others.length === 0) return null;
  return (
    <ul className="grid gap-3">
      {state.others.map((row) => (
        <li key={row.id} className="grid grid-cols-2 gap-2 rounded border border-line p-2">
          <Field
            label={t('amountOf', { tender: names(row.kind) })}
            value={row.amount}
            onChange={({ target }) => set(row.id, { amount: target.value })}
            inputMode="decimal"
            autoComplete="off"
            error={fault === 'too_much' ? t('tooMuch') : undefined}
          />
          <Field
            label={t('reference')}
            value={row.reference}
            onChange={({ target }) => set(row.id, { reference: target.value })}
            autoCapitalize="characters"
            autoComplete="off"
            maxLength={60}
            autoFocus
          />
          <p className="text-small text-muted">{row.kind === 'card' ? t('cardSlip') : t('shopsPhone')}</p>
          <Button
            size="till"
            look="quiet"
            onClick={() => onChange({ ...state, others: state.others.filter(({ id }) => id !== row.id) })}
          >
            {t('dropTender')}
          </Button>
        </li>
      ))}
    </ul>
  );
};
