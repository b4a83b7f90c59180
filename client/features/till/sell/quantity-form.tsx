'use client';
import type { CartLineView } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { readQuantity } from '../../money/format.ts';
import { useFormat } from '../../money/use-format.ts';
import { useItemName } from './item-name.ts';

interface QuantityFormProps {
  line: CartLineView;
  onStore: (qtyThousandths: number) => void;
  onBack: () => void;
}

/** A row's quantity by number. */
export const QuantityForm = ({ line, onStore, onBack }: QuantityFormProps) => {
  const t = useTranslations('till');
  const format = useFormat();
  const nameOf = useItemName();
  const [text, setText] = useState('');
  const [fault, setFault] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const qtyThousandths = readQuantity(text);
    if (!qtyThousandths) setFault(true);
    else onStore(qtyThousandths);
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <h2 className="text-row font-semibold">{nameOf(line)}</h2>
      <Field
        label={t('quantity')}
        hint={t('quantityNow', { quantity: format.quantity(line.qtyThousandths), unit: line.unitCode })}
        value={text}
        onChange={({ target }) => setText(target.value)}
        inputMode="decimal"
        autoComplete="off"
        className="min-h-14 text-title"
        error={fault ? t('quantityFault') : undefined}
        autoFocus
      />
      <div className="grid grid-cols-2 gap-2">
        <Button size="till" onClick={onBack}>
          {t('back')} · Esc
        </Button>
        <Button size="till" type="submit" look="primary">
          {t('set')} · Enter
        </Button>
      </div>
    </form>
  );
};
