'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { routes } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { api } from '../api/client.ts';
import { Failure } from '../api/failure.tsx';
import { useMay } from '../session/use-session.ts';
import { textOf, useSubmit } from '../session/use-submit.ts';
import { Empty, PageTitle, Section } from '../shell/section.tsx';
import { Waiting } from '../shell/waiting.tsx';
import { registersQuery, shopsQuery } from './queries.ts';
import { SettingsForm } from './settings-form.tsx';

const AddRegister = ({ shopId }: { shopId: string }) => {
  const t = useTranslations('shops');
  const queries = useQueryClient();
  const { submit, error, busy } = useSubmit(async (form) => {
    await api.call(routes.createRegister, { body: { shopId, name: textOf(form, 'name') } });
    await queries.invalidateQueries({ queryKey: ['registers'] });
  });
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
      {error === null ? null : <Failure error={error} className="w-full" />}
      <Field label={t('registerName')} name="name" maxLength={60} required />
      <Button type="submit" className="min-h-12" disabled={busy}>
        {t('addRegister')}
      </Button>
    </form>
  );
};

const AddShop = () => {
  const t = useTranslations('shops');
  const queries = useQueryClient();
  const { submit, error, busy } = useSubmit(async (form) => {
    const body = { name: textOf(form, 'name'), address: textOf(form, 'address'), phone: textOf(form, 'phone') };
    await api.call(routes.createShop, { body });
    await queries.invalidateQueries({ queryKey: ['shops'] });
  });
  return (
    <Section title={t('newShop')}>
      <form onSubmit={submit} className="grid gap-3 rounded border border-line bg-surface p-4 sm:grid-cols-3">
        {error === null ? null : <Failure error={error} className="sm:col-span-3" />}
        <Field label={t('shopName')} name="name" maxLength={120} required />
        <Field label={t('address')} name="address" maxLength={300} />
        <Field label={t('phone')} name="phone" type="tel" maxLength={40} />
        <Button type="submit" look="primary" disabled={busy} className="justify-self-start">
          {t('addShop')}
        </Button>
      </form>
    </Section>
  );
};

/** Shops with their registers, and the settings that hold for all of them. */
export const Shops = () => {
  const t = useTranslations('shops');
  const mayManage = useMay('tenant.manage');
  const shops = useQuery(shopsQuery);
  const registers = useQuery(registersQuery);
  const error = shops.error ?? registers.error;
  if (error) return <Failure error={error} onRetry={() => void Promise.all([shops.refetch(), registers.refetch()])} />;
  if (!shops.data || !registers.data) return <Waiting />;
  const allRegisters = registers.data.items;
  return (
    <>
      <PageTitle>{t('title')}</PageTitle>
      {shops.data.items.length === 0 ? <Empty>{t('empty')}</Empty> : null}
      {shops.data.items.map((shop) => (
        <Section key={shop.id} title={shop.name}>
          <div className="grid gap-3 rounded border border-line bg-surface p-4">
            {shop.address || shop.phone ? (
              <p className="text-muted">{[shop.address, shop.phone].filter(Boolean).join(' · ')}</p>
            ) : null}
            <ul className="grid gap-1">
              {allRegisters
                .filter(({ shopId }) => shopId === shop.id)
                .map((register) => (
                  <li key={register.id}>
                    <span className="font-semibold">{register.name}</span>{' '}
                    <span className="text-muted">
                      · {register.openSessionId === null ? t('registerClosed') : t('registerOpen')}
                    </span>
                  </li>
                ))}
            </ul>
            {mayManage ? <AddRegister shopId={shop.id} /> : null}
          </div>
        </Section>
      ))}
      {mayManage ? (
        <>
          <AddShop />
          <SettingsForm />
        </>
      ) : null}
    </>
  );
};
