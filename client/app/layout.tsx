import type { Metadata, Viewport } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getTranslations } from 'next-intl/server';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { themeCookie } from '@/i18n/languages.ts';
import './globals.css';

// Every page is rendered on request, because each carries its own nonce.
export const dynamic = 'force-dynamic';

export const generateMetadata = async (): Promise<Metadata> => {
  const t = await getTranslations('app');
  return { title: { default: t('name'), template: `%s · ${t('name')}` }, description: t('description') };
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#F5F6F4' },
    { media: '(prefers-color-scheme: dark)', color: '#0F141A' },
  ],
};

const RootLayout = async ({ children }: { children: ReactNode }) => {
  const theme = (await cookies()).get(themeCookie)?.value;
  const chosen = theme === 'light' || theme === 'dark' ? theme : undefined;
  return (
    <html lang={await getLocale()} data-theme={chosen}>
      <body>
        <NextIntlClientProvider>{children}</NextIntlClientProvider>
      </body>
    </html>
  );
};

export default RootLayout;
