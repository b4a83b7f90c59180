'use client';
import { denominations, routes } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { inputStyle } from '@/components/ui/field.tsx';
import { api } from '../../api/client.ts';
import { Failure } from '../../api/failure.tsx';
import { useRepeatableWrite } from '../../api/repeatable-write.ts';
import { readCount } from '../../money/format.ts';
import { useFormat } from '../../money/use-format.ts';
import type { CashCount } from './variance.tsx';

interface CountFormProps {
  sessionId: string;
  onCounted: (count: CashCount) => void;
}

/** How many of each note and coin lie in the drawer. Blank is not zero: each must be said. */
export const CountForm = ({ sessionId, onCounted }: CountFormProps) => {
  const t = useTranslations('close');
  const format = useFormat();
  const id = useId();
  const write = useRepeatableWrite();
  const [texts, setTexts] = useState<Record<number, string>>({});
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const pieces = (denomination: number) => readCount(texts[denomination] ?? '');
  const counted = denominations.reduce((sum, denomination) => sum + denomination * (pieces(denomination) ?? 0), 0);

  const send = async () => {
    const counts = Object.fromEntries(denominations.map((denomination) => [String(denomination), pieces(denomination) ?? 0]));
    setBusy(true);
    setError(null);
    try {
      onCounted(
        await write.run((idempotencyKey) =>
          api.call(routes.countCash, { params: { sessionId }, body: { counts }, idempotencyKey }),
        ),
      );
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const incomplete = denominations.some((denomination) => pieces(denomination) === undefined);
    setMissing(incomplete);
    if (!incomplete && !busy) void send();
  };
  const fillZeros = () =>
    setTexts((old) => ({
      ...Object.fromEntries(denominations.map((denomination) => [denomination, '0'])),
      ...Object.fromEntries(Object.entries(old).filter(([, text]) => text.trim() !== '')),
    }));

  return (
    <form onSubmit={submit} className="grid gap-4">
      <p>{t('blind')}</p>
      {error === null ? null : <Failure error={error} />}
      <fieldset className="grid gap-2 rounded border border-line bg-surface p-3">
        <legend className="px-1 font-semibold">{t('count')}</legend>
        {denominations.map((denomination, index) => {
          const count = pieces(denomination);
          const faulty = missing && count === undefined;
          return (
            <div
              key={denomination}
              className="grid grid-cols-[5rem_minmax(3.5rem,1fr)_5.5rem] sm:grid-cols-[5.5rem_minmax(0,1fr)_7.5rem] items-center gap-3"
            >
              <label htmlFor={`${id}-${denomination}`} className="text-right text-row font-semibold">
                {format.shortTaka(denomination)} ×
              </label>
              <input
                id={`${id}-${denomination}`}
                className={inputStyle}
                value={texts[denomination] ?? ''}
                onChange={({ target }) => setTexts({ ...texts, [denomination]: target.value })}
                inputMode="numeric"
                autoComplete="off"
                aria-invalid={faulty || undefined}
                aria-describedby={faulty ? `${id}-missing` : undefined}
                autoFocus={index === 0}
              />
              <output htmlFor={`${id}-${denomination}`} className="text-right whitespace-nowrap text-muted">
                {count === undefined ? '' : format.taka(denomination * count)}
              </output>
            </div>
          );
        })}
        <p className="flex justify-between border-t border-line pt-2 text-row font-semibold">
          <span>{t('counted')}</span>
          <span>{format.taka(counted)}</span>
        </p>
      </fieldset>
      {missing ? (
        <p id={`${id}-missing`} role="alert" className="text-danger">
          {t('blankIsNotZero')}
        </p>
      ) : null}
      <div className="grid gap-2 sm:grid-cols-2">
        <Button size="till" onClick={fillZeros}>
          {t('fillZeros')}
        </Button>
        <Button type="submit" size="till" look="primary" disabled={busy}>
          {t('sendCount')}
        </Button>
      </div>
    </form>
  );
};
