'use client';
import { useQueryClient } from '@tanstack/react-query';
import { routes } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { api } from '../api/client.ts';
import { Failure } from '../api/failure.tsx';
import { useRepeatableWrite } from '../api/repeatable-write.ts';
import { readTaka } from '../money/format.ts';
import { textOf, useSubmit } from '../session/use-submit.ts';

/** Adds a product with one variant and at most one barcode; unit and tax class are the shop's usual ones. */
export const ProductForm = ({ onStored }: { onStored: () => void }) => {
  const t = useTranslations('catalogue');
  const queries = useQueryClient();
  const write = useRepeatableWrite();
  const [priceFault, setPriceFault] = useState(false);
  const { submit, error, busy } = useSubmit(async (form) => {
    const pricePaisa = readTaka(textOf(form, 'price'));
    setPriceFault(pricePaisa === undefined);
    if (pricePaisa === undefined) return;
    const barcode = textOf(form, 'barcode').trim();
    const body = {
      name: textOf(form, 'name'),
      nameBn: textOf(form, 'nameBn'),
      variants: [{ sku: textOf(form, 'sku'), pricePaisa, barcodes: barcode === '' ? [] : [barcode] }],
    };
    await write.run((idempotencyKey) => api.call(routes.createProduct, { body, idempotencyKey }));
    await queries.invalidateQueries({ queryKey: ['products'] });
    onStored();
  });
  return (
    <form onSubmit={submit} className="grid gap-3">
      {error === null ? null : <Failure error={error} />}
      <Field label={t('name')} name="name" maxLength={200} required />
      <Field label={t('nameBn')} name="nameBn" lang="bn" maxLength={200} />
      <Field label={t('sku')} name="sku" maxLength={60} required />
      <Field label={t('barcode')} name="barcode" maxLength={120} />
      <Field label={t('price')} name="price" inputMode="decimal" error={priceFault ? t('priceFault') : undefined} required />
      <Button type="submit" look="primary" disabled={busy}>
        {t('store')}
      </Button>
    </form>
  );
};
