'use client';
import { routes, type RouteResponse } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { Alert } from '@/components/ui/alert.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { api } from '../../api/client.ts';
import { Failure } from '../../api/failure.tsx';
import { useRepeatableWrite } from '../../api/repeatable-write.ts';
import { useFormat } from '../../money/use-format.ts';
import { textOf, useSubmit } from '../../session/use-submit.ts';

export type CashCount = RouteResponse<typeof routes.countCash>;

interface VarianceProps {
  sessionId: string;
  count: CashCount;
  onRecount: () => void;
}

/** After the count: what should be there, the difference, and closing. */
export const Variance = ({ sessionId, count, onRecount }: VarianceProps) => {
  const t = useTranslations('close');
  const format = useFormat();
  const router = useRouter();
  const write = useRepeatableWrite();
  const { submit, error, busy } = useSubmit(async (form) => {
    const body = { reason: textOf(form, 'reason') };
    const z = await write.run((idempotencyKey) => api.call(routes.closeSession, { params: { sessionId }, body, idempotencyKey }));
    router.replace(`/till/z/${z.id}`);
  });
  const { variancePaisa, withinTolerance } = count;
  const word = variancePaisa === 0 ? t('exact') : variancePaisa < 0 ? t('short') : t('over');
  return (
    <form onSubmit={submit} className="grid gap-4">
      {error === null ? null : <Failure error={error} />}
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 rounded border border-line bg-surface p-4 text-row">
        <dt>{t('counted')}</dt>
        <dd className="text-right">{format.taka(count.countedPaisa)}</dd>
        <dt>{t('expected')}</dt>
        <dd className="text-right">{format.taka(count.expectedPaisa)}</dd>
        <dt className="font-semibold">{t('variance')}</dt>
        <dd className="text-right font-semibold">
          {format.taka(variancePaisa)} · {word}
        </dd>
      </dl>
      {withinTolerance ? null : <Alert look="warn" title={t('beyondTolerance')} />}
      {variancePaisa === 0 ? null : <Field label={t('reason')} name="reason" maxLength={200} required={!withinTolerance} />}
      <div className="grid gap-2 sm:grid-cols-2">
        {count.mayRecount ? (
          <Button size="till" onClick={onRecount}>
            {t('recount')}
          </Button>
        ) : null}
        <Button type="submit" size="till" look="primary" disabled={busy}>
          {t('closeRegister')}
        </Button>
      </div>
    </form>
  );
};
