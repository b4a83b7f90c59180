'use client';
import { routes } from '@zakpos/contracts';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { api } from '../api/client.ts';
import { Failure } from '../api/failure.tsx';
import { nextPage } from './next-page.ts';
import { textOf, useSubmit } from './use-submit.ts';

export const SignInForm = () => {
  const t = useTranslations('signIn');
  const router = useRouter();
  const wanted = useSearchParams().get('next');
  const { submit, error, busy } = useSubmit(async (form) => {
    const session = await api.call(routes.signIn, {
      body: { email: textOf(form, 'email'), password: textOf(form, 'password'), tokenDelivery: 'cookie' },
    });
    await api.adopt(session);
    router.replace(nextPage(wanted));
  });
  return (
    <>
      <h1 className="text-title font-semibold">{t('title')}</h1>
      <form onSubmit={submit} className="grid gap-4 rounded border border-line bg-surface p-4">
        {error === null ? null : <Failure error={error} />}
        <Field label={t('email')} name="email" type="email" autoComplete="username" required autoFocus />
        <Field label={t('password')} name="password" type="password" autoComplete="current-password" required />
        <Button type="submit" look="primary" size="till" disabled={busy}>
          {busy ? t('busy') : t('submit')}
        </Button>
      </form>
      <p>
        {t('noAccount')}{' '}
        <Link href="/sign-up" className="font-semibold text-primary underline underline-offset-4">
          {t('signUp')}
        </Link>
      </p>
    </>
  );
};
