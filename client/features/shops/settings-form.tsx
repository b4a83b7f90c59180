'use client';
import { routes } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Alert } from '@/components/ui/alert.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field, Select } from '@/components/ui/field.tsx';
import { api } from '../api/client.ts';
import { Failure } from '../api/failure.tsx';
import { useReplaceSettings, useSettings } from '../session/settings.tsx';
import { textOf, useSubmit } from '../session/use-submit.ts';
import { Section } from '../shell/section.tsx';

const roundingUnits = { '1': 1, '100': 100, '500': 500 } as const;
const isUnit = (text: string): text is keyof typeof roundingUnits => text in roundingUnits;

/** What holds for every shop of the tenant. */
export const SettingsForm = () => {
  const t = useTranslations('settings');
  const settings = useSettings();
  const replace = useReplaceSettings();
  const [stored, setStored] = useState(false);
  const { submit, error, busy } = useSubmit(async (form) => {
    setStored(false);
    const unit = textOf(form, 'cashRoundingUnit');
    const body = {
      bin: textOf(form, 'bin'),
      digits: textOf(form, 'digits') === 'bengali' ? ('bengali' as const) : ('latin' as const),
      cashRoundingUnitPaisa: isUnit(unit) ? roundingUnits[unit] : settings.cashRoundingUnitPaisa,
      allowNegativeStock: form.get('allowNegativeStock') !== null,
    };
    replace(await api.call(routes.updateSettings, { body }));
    setStored(true);
  });
  return (
    <Section title={t('title')}>
      <form onSubmit={submit} className="grid gap-4 rounded border border-line bg-surface p-4 sm:grid-cols-3">
        {error === null ? null : <Failure error={error} className="sm:col-span-3" />}
        <Field label={t('bin')} name="bin" defaultValue={settings.bin} maxLength={30} inputMode="numeric" />
        <Select label={t('digits')} name="digits" defaultValue={settings.digits}>
          <option value="latin">123</option>
          <option value="bengali">১২৩</option>
        </Select>
        <Select label={t('cashRounding')} name="cashRoundingUnit" defaultValue={String(settings.cashRoundingUnitPaisa)}>
          <option value="1">{t('roundingNone')}</option>
          <option value="100">{t('roundingTaka')}</option>
          <option value="500">{t('roundingFive')}</option>
        </Select>
        <label className="flex items-start gap-3 sm:col-span-3">
          <input type="checkbox" name="allowNegativeStock" defaultChecked={settings.allowNegativeStock} className="mt-1 size-5" />
          <span>
            <span className="font-semibold">{t('allowNegativeStock')}</span>
            <br />
            <span className="text-small text-muted">{t('allowNegativeStockHint')}</span>
          </span>
        </label>
        <div className="grid gap-3 sm:col-span-3">
          <Button type="submit" look="primary" disabled={busy} className="justify-self-start">
            {t('store')}
          </Button>
          {stored ? <Alert look="ok" title={t('stored')} /> : null}
        </div>
      </form>
    </Section>
  );
};
