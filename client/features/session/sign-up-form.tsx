'use client';
import { routes } from '@zakpos/contracts';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { api } from '../api/client.ts';
import { Failure } from '../api/failure.tsx';
import { textOf, useSubmit } from './use-submit.ts';

const minPasswordCharacters = 10;

export const SignUpForm = () => {
  const t = useTranslations('signUp');
  const locale = useLocale();
  const router = useRouter();
  const { submit, error, busy } = useSubmit(async (form) => {
    const session = await api.call(routes.signUp, {
      body: {
        tenantName: textOf(form, 'tenantName'),
        ownerName: textOf(form, 'ownerName'),
        email: textOf(form, 'email'),
        password: textOf(form, 'password'),
        locale,
        tokenDelivery: 'cookie',
      },
    });
    await api.adopt(session);
    router.replace('/');
  });
  return (
    <>
      <h1 className="text-title font-semibold">{t('title')}</h1>
      <form onSubmit={submit} className="grid gap-4 rounded border border-line bg-surface p-4">
        {error === null ? null : <Failure error={error} />}
        <Field label={t('tenantName')} name="tenantName" autoComplete="organization" maxLength={120} required autoFocus />
        <Field label={t('ownerName')} name="ownerName" autoComplete="name" maxLength={120} required />
        <Field label={t('email')} name="email" type="email" autoComplete="username" required />
        <Field
          label={t('password')}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={minPasswordCharacters}
          hint={t('passwordHint')}
          required
        />
        <Button type="submit" look="primary" size="till" disabled={busy}>
          {busy ? t('busy') : t('submit')}
        </Button>
      </form>
      <p>
        {t('haveAccount')}{' '}
        <Link href="/sign-in" className="font-semibold text-primary underline underline-offset-4">
          {t('signIn')}
        </Link>
      </p>
    </>
  );
};
