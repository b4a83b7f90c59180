'use client';
import { ApiProblem } from '@zakpos/api-client';
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
import { TillFrame } from './till-frame.tsx';
import type { RegisterView, ShopView } from './till.tsx';

interface OpenRegisterProps {
  shop: ShopView;
  register: RegisterView;
  onOpened: () => void;
  onOther: () => void;
}

/** The float form: nothing is sold before the register is open. */
export const OpenRegister = ({ shop, register, onOpened, onOther }: OpenRegisterProps) => {
  const t = useTranslations('openRegister');
  const write = useRepeatableWrite();
  const [fault, setFault] = useState(false);
  const { submit, error, busy } = useSubmit(async (form) => {
    const floatPaisa = readTaka(textOf(form, 'float'));
    setFault(floatPaisa === undefined);
    if (floatPaisa === undefined) return;
    const body = { registerId: register.id, floatPaisa };
    try {
      await write.run((idempotencyKey) => api.call(routes.openSession, { body, idempotencyKey }));
    } catch (failure) {
      // Another device was quicker; what was wanted is there.
      if (!(failure instanceof ApiProblem) || failure.problem.code !== 'session_already_open') throw failure;
    }
    onOpened();
  });
  return (
    <TillFrame title={t('title', { register: register.name })}>
      <p className="text-muted">{t('why', { shop: shop.name })}</p>
      <form onSubmit={submit} className="grid gap-4 rounded border border-line bg-surface p-4">
        {error === null ? null : <Failure error={error} />}
        <Field
          label={t('float')}
          name="float"
          inputMode="decimal"
          autoComplete="off"
          className="text-title"
          hint={t('floatHint')}
          error={fault ? t('floatFault') : undefined}
          autoFocus
          required
        />
        <Button type="submit" look="primary" size="pay" disabled={busy}>
          {busy ? t('busy') : t('open')}
        </Button>
      </form>
      <Button look="quiet" size="till" onClick={onOther} className="justify-self-start">
        {t('other')}
      </Button>
    </TillFrame>
  );
};
