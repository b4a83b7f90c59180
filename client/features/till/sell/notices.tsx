'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Alert } from '@/components/ui/alert.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Failure } from '../../api/failure.tsx';
import { useFormat } from '../../money/use-format.ts';
import type { RunningTill } from './use-till-store.ts';

const NoLink = ({ till }: { till: RunningTill }) => {
  const t = useTranslations('till');
  const format = useFormat();
  const secondsSince = () => Math.max(0, Math.round((Date.now() - till.lastHeardMs()) / 1000));
  const [seconds, setSeconds] = useState(secondsSince);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(secondsSince()), 1_000);
    return () => clearInterval(timer);
  });
  return (
    <Alert
      look="danger"
      // The counting seconds must not be read out each time.
      title={<span aria-live="off">{t('noLink', { seconds: format.count(seconds) })}</span>}
      className="rounded-none border-x-0"
      actions={
        <Button size="till" onClick={till.tryNow}>
          {t('tryNow')}
        </Button>
      }
    >
      {t('noLinkWhat')}
    </Alert>
  );
};

/** What the cashier must know before going on; above the cart, never over it. */
export const Notices = ({
  till,
  wrongKeyboard,
  onDismissKeyboard,
}: {
  till: RunningTill;
  wrongKeyboard: boolean;
  onDismissKeyboard: () => void;
}) => {
  const t = useTranslations('till');
  const { state, store } = till;
  const { linkLost, linkBackChanges, failure, checkout, cart } = state;
  return (
    <>
      {linkLost ? <NoLink till={till} /> : null}
      {linkBackChanges === null || linkLost ? null : (
        <Alert
          look={linkBackChanges.length === 0 ? 'ok' : 'warn'}
          className="rounded-none border-x-0"
          title={linkBackChanges.length === 0 ? t('linkBackSame') : t('linkBackChanged', { items: linkBackChanges.join(', ') })}
        />
      )}
      {wrongKeyboard ? (
        <Alert
          look="warn"
          className="rounded-none border-x-0"
          title={t('wrongKeyboard')}
          actions={
            <Button size="till" onClick={onDismissKeyboard}>
              {t('understood')}
            </Button>
          }
        />
      ) : null}
      {checkout.step === 'checking' ? (
        <Alert look="warn" className="rounded-none border-x-0" title={t('checking')}>
          {t('checkingWhat')}
        </Alert>
      ) : null}
      {checkout.step === 'refused' ? (
        <div>
          {checkout.afterChecking ? <Alert look="danger" className="rounded-none border-x-0" title={t('notStored')} /> : null}
          <Failure error={checkout.error} onDismiss={() => store.dismissRefusal()} className="rounded-none border-x-0" />
        </div>
      ) : null}
      {failure !== null && !linkLost ? (
        <Failure error={failure} onDismiss={() => store.dismissFailure()} className="rounded-none border-x-0" />
      ) : null}
      {cart?.lines.some(({ unitPricePaisa, listPricePaisa }) => unitPricePaisa !== listPricePaisa) ? (
        <Alert
          look="warn"
          className="rounded-none border-x-0"
          title={t('pricesChanged')}
          actions={
            <Button size="till" onClick={() => store.acceptPrices()}>
              {t('takeNewPrices')}
            </Button>
          }
        />
      ) : null}
    </>
  );
};
