'use client';
import { routes, type CashSessionView } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useCallback, useEffect, useState } from 'react';
import { Alert } from '@/components/ui/alert.tsx';
import { classNames } from '@/components/class-names.ts';
import { buttonStyle } from '@/components/ui/button.tsx';
import { api } from '../../api/client.ts';
import { Failure } from '../../api/failure.tsx';
import { useFormat } from '../../money/use-format.ts';
import { useActor } from '../../session/use-session.ts';
import { Waiting } from '../../shell/waiting.tsx';
import { rememberedRegister } from '../device-memory.ts';
import { TillFrame } from '../till-frame.tsx';
import { CountForm } from './count-form.tsx';
import { Variance, type CashCount } from './variance.tsx';

/** The register's open session; carts that nothing was put into are given up, for they would stand in the way of closing. */
const openSessionOf = async (registerId: string): Promise<CashSessionView | null> => {
  const { items } = await api.call(routes.listSessions, { query: { registerId, status: 'open', limit: 1 } });
  const session = items[0] ?? null;
  if (session === null) return null;
  const open = await api.call(routes.listCarts, { query: { shopId: session.shopId, status: 'open' } });
  const empty = open.items.filter((cart) => cart.registerId === registerId && cart.lines.length === 0);
  for (const { id } of empty) await api.call(routes.abandonCart, { params: { cartId: id }, body: {} });
  return session;
};

/** Closing: the blind count first, and only then what the register should hold. */
export const CloseDay = () => {
  const t = useTranslations('close');
  const format = useFormat();
  const { tenantId } = useActor();
  const [session, setSession] = useState<CashSessionView | null | undefined>();
  const [count, setCount] = useState<CashCount | null>(null);
  const [error, setError] = useState<unknown>(null);

  const load = useCallback(() => {
    setError(null);
    const registerId = rememberedRegister(tenantId);
    if (registerId === null) setSession(null);
    else openSessionOf(registerId).then(setSession, setError);
  }, [tenantId]);
  useEffect(load, [load]);

  if (error !== null) return <Failure error={error} onRetry={load} className="m-4" />;
  if (session === undefined) return <Waiting />;
  const toTill = (
    <Link href="/till" className={classNames(buttonStyle({ size: 'till' }), 'justify-self-start')}>
      {t('backToTill')}
    </Link>
  );
  return (
    <TillFrame title={t('title')}>
      {session === null ? (
        <Alert look="plain" title={t('notOpen')} />
      ) : (
        <>
          <p className="text-muted">
            {t('session', {
              number: format.count(session.sessionNumber),
              name: session.openedByName,
              at: format.dateTime(session.openedAt),
              float: format.taka(session.floatPaisa),
            })}
          </p>
          {count === null ? (
            <CountForm sessionId={session.id} onCounted={setCount} />
          ) : (
            <Variance sessionId={session.id} count={count} onRecount={() => setCount(null)} />
          )}
        </>
      )}
      {toTill}
    </TillFrame>
  );
};
