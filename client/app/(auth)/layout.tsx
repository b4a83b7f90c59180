import type { ReactNode } from 'react';
import { getTranslations } from 'next-intl/server';
import { LanguageSwitch, ThemeSwitch } from '@/features/shell/preferences.tsx';

const AuthLayout = async ({ children }: { children: ReactNode }) => {
  const t = await getTranslations('app');
  return (
    <div className="mx-auto grid min-h-dvh max-w-md content-start gap-6 p-4 pt-8 sm:pt-16">
      <header className="flex items-center justify-between gap-2">
        <p className="text-title font-semibold text-primary">{t('name')}</p>
        <div className="flex items-center gap-2">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <main className="grid gap-4">{children}</main>
    </div>
  );
};

export default AuthLayout;
