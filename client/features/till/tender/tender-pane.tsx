'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { Alert } from '@/components/ui/alert.tsx';
import { Button, KeyHint } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { useFormat } from '../../money/use-format.ts';
import { useSettings } from '../../session/settings.tsx';
import type { TenderInput } from '../till-server.ts';
import { OtherTenders } from './other-tenders.tsx';
import {
  addNote,
  addOther,
  exactTenders,
  largeChangePaisa,
  notesPaisa,
  nothingReceived,
  otherTenders,
  sumTenders,
  takeNoteBack,
  typeCash,
} from './tender-state.ts';

/** A press that opened the tender must not finish it too. */
const guardMs = 300;

export interface TenderKeys {
  finish: () => void;
  exact: () => void;
}
interface TenderPaneProps {
  totalPaisa: number;
  /** False while a payment is on its way, or something in the cart waits for the server. */
  ready: boolean;
  storing: boolean;
  onPay: (tenders: TenderInput[]) => void;
  onBack: () => void;
  keys: Ref<TenderKeys>;
}

/** Takes money: notes by press, an amount by number, other tenders by row. */
export const TenderPane = ({ totalPaisa, ready, storing, onPay, onBack, keys }: TenderPaneProps) => {
  const t = useTranslations('tender');
  const names = useTranslations('tenders');
  const format = useFormat();
  const { cashRoundingUnitPaisa } = useSettings();
  const [state, setState] = useState(nothingReceived);
  const [asking, setAsking] = useState(false);
  const sum = sumTenders(state, totalPaisa, cashRoundingUnitPaisa);
  const openedAt = useRef(0);
  const typed = useRef<HTMLInputElement>(null);
  useEffect(() => {
    openedAt.current = performance.now();
    // Where fingers do the work, a focused field would cover the notes with a keyboard.
    if (matchMedia('(pointer: fine)').matches) typed.current?.focus();
  }, []);

  const change = (next: typeof state) => {
    setState(next);
    setAsking(false);
  };
  const guarded = () => !ready || performance.now() - openedAt.current < guardMs;
  const finish = (confirmed = false) => {
    if (guarded() || sum.fault !== null) return;
    if (sum.changePaisa >= largeChangePaisa && !confirmed) setAsking(true);
    else onPay(sum.tenders);
  };
  const mayExact = sum.fault === null || (sum.fault === 'short' && sum.tenders.every(({ kind }) => kind !== 'cash'));
  const exact = () => {
    if (guarded() || !mayExact) return;
    onPay(exactTenders(sum));
  };
  useImperativeHandle(keys, () => ({ finish: () => finish(asking), exact }));

  return (
    <section aria-label={t('title')} className="flex flex-1 flex-col gap-3">
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 text-right [&>dt]:text-left">
        <dt>{t('due')}</dt>
        <dd data-testid="due" className="text-title font-semibold">
          {format.taka(sum.cashDuePaisa)}
        </dd>
        {sum.roundingPaisa === 0 ? null : (
          <>
            <dt className="text-small text-muted">{t('rounding')}</dt>
            <dd className="text-small text-muted">{format.taka(sum.roundingPaisa)}</dd>
          </>
        )}
        <dt>{t('received')}</dt>
        <dd className="text-title font-semibold">{format.taka(sum.receivedPaisa)}</dd>
        <dt>{sum.missingPaisa > 0 ? t('missing') : t('change')}</dt>
        <dd className="text-title font-semibold">{format.taka(sum.missingPaisa > 0 ? sum.missingPaisa : sum.changePaisa)}</dd>
      </dl>
      <div role="group" aria-label={t('notes')} className="grid grid-cols-4 gap-2">
        {notesPaisa.map((notePaisa) => (
          <Button
            key={notePaisa}
            size="note"
            className="px-1"
            disabled={storing}
            onClick={() => change(addNote(state, notePaisa))}
          >
            {format.shortTaka(notePaisa)}
          </Button>
        ))}
        <Button size="note" look="primary" className="px-1" disabled={!ready || !mayExact} aria-keyshortcuts="*" onClick={exact}>
          {t('exact')} <KeyHint>*</KeyHint>
        </Button>
      </div>
      <div aria-live="polite" className="flex min-h-12 flex-wrap items-center gap-2">
        {notesPaisa
          .toReversed()
          .filter((notePaisa) => (state.notes[notePaisa] ?? 0) > 0)
          .map((notePaisa) => {
            const times = format.count(state.notes[notePaisa] ?? 0);
            return (
              <Button
                key={notePaisa}
                size="till"
                className="px-3"
                aria-label={t('takeBack', { note: format.shortTaka(notePaisa), times })}
                onClick={() => change(takeNoteBack(state, notePaisa))}
              >
                {format.shortTaka(notePaisa)} × {times}
              </Button>
            );
          })}
      </div>
      <Field
        ref={typed}
        label={t('typed')}
        value={state.typed}
        onChange={({ target }) => change(typeCash(state, target.value))}
        inputMode="decimal"
        autoComplete="off"
        disabled={storing}
        error={sum.fault === 'amount' && state.typed !== '' ? t('amountFault') : undefined}
      />
      <OtherTenders state={state} onChange={change} fault={sum.fault} />
      <div role="group" aria-label={t('others')} className="grid grid-cols-4 gap-2">
        {otherTenders.map((kind) => (
          <Button
            key={kind}
            size="till"
            className="px-1"
            disabled={storing}
            onClick={() => change(addOther(state, kind, totalPaisa))}
          >
            {names(kind)}
          </Button>
        ))}
      </div>
      {asking ? (
        <Alert
          look="warn"
          title={t('largeChange', { amount: format.taka(sum.receivedPaisa) })}
          actions={
            <>
              <Button size="till" look="primary" onClick={() => finish(true)}>
                {t('yesReceived')}
              </Button>
              <Button size="till" onClick={() => change(nothingReceived)}>
                {t('no')}
              </Button>
            </>
          }
        />
      ) : null}
      <div className="sticky -bottom-3 mt-auto -mb-3 grid grid-cols-[auto_1fr] gap-2 bg-bg py-3 lg:-bottom-4 lg:-mb-4 lg:pb-2">
        <Button size="pay" className="text-body" disabled={storing} aria-keyshortcuts="Escape" onClick={onBack}>
          {t('back')} <KeyHint>Esc</KeyHint>
        </Button>
        <Button
          size="pay"
          look="primary"
          disabled={!ready || sum.fault !== null}
          aria-keyshortcuts="F9"
          onClick={(event) => {
            // The second click of a double click.
            if (event.detail < 2) finish();
          }}
        >
          {storing ? t('storing') : t('finish')} <KeyHint>F9</KeyHint>
        </Button>
      </div>
    </section>
  );
};
