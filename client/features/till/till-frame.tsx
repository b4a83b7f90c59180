import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { buttonStyle } from '@/components/ui/button.tsx';
import { LanguageSwitch } from '../shell/preferences.tsx';

/** The page around everything at the till that is not selling. */
export const TillFrame = ({ title, children }: { title: ReactNode; children: ReactNode }) => {
  const t = useTranslations('till');
  return (
    <div className="mx-auto grid max-w-2xl content-start gap-4 p-4">
      <header className="no-print flex flex-wrap items-center justify-between gap-2">
        <h1 className="text-title font-semibold">{title}</h1>
        <div className="flex gap-2">
          <LanguageSwitch size="till" />
          <Link href="/" className={buttonStyle({ size: 'till' })}>
            {t('office')}
          </Link>
        </div>
      </header>
      <main className="grid gap-4">{children}</main>
    </div>
  );
};
