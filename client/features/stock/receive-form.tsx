'use client';
import { useQueryClient } from '@tanstack/react-query';
import { routes } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Alert } from '@/components/ui/alert.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { api } from '../api/client.ts';
import { Failure } from '../api/failure.tsx';
import { useRepeatableWrite } from '../api/repeatable-write.ts';
import { readQuantity, readTaka } from '../money/format.ts';
import { textOf, useSubmit } from '../session/use-submit.ts';
import { Section } from '../shell/section.tsx';

/** Takes goods in: what, how many, and what they cost all together. */
export const ReceiveForm = ({ shopId }: { shopId: string }) => {
  const t = useTranslations('stock');
  const queries = useQueryClient();
  const write = useRepeatableWrite();
  const [faults, setFaults] = useState({ quantity: false, cost: false });
  const [stored, setStored] = useState<string | null>(null);
  const { submit, error, busy } = useSubmit(async (form) => {
    setStored(null);
    const qtyThousandths = readQuantity(textOf(form, 'quantity'));
    const landedCostPaisa = readTaka(textOf(form, 'cost'));
    setFaults({ quantity: !qtyThousandths, cost: landedCostPaisa === undefined });
    if (!qtyThousandths || landedCostPaisa === undefined) return;
    const body = { shopId, lines: [{ sku: textOf(form, 'sku').trim(), qtyThousandths, landedCostPaisa }] };
    const { number } = await write.run((idempotencyKey) => api.call(routes.receiveStock, { body, idempotencyKey }));
    setStored(number);
    await queries.invalidateQueries({ queryKey: ['stock'] });
  });
  return (
    <Section title={t('receive')}>
      <form onSubmit={submit} className="grid gap-3 rounded border border-line bg-surface p-4 sm:grid-cols-3">
        {error === null ? null : <Failure error={error} className="sm:col-span-3" />}
        {stored === null ? null : <Alert look="ok" title={t('received', { number: stored })} className="sm:col-span-3" />}
        <Field label={t('sku')} name="sku" maxLength={60} required />
        <Field
          label={t('quantity')}
          name="quantity"
          inputMode="decimal"
          error={faults.quantity ? t('quantityFault') : undefined}
          required
        />
        <Field label={t('cost')} name="cost" inputMode="decimal" error={faults.cost ? t('costFault') : undefined} required />
        <Button type="submit" look="primary" disabled={busy} className="justify-self-start">
          {t('take')}
        </Button>
      </form>
    </Section>
  );
};
