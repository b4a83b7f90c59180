'use client';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classNames } from '@/components/class-names.ts';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { api } from '../api/client.ts';
import { useActor } from '../session/use-session.ts';
import { LanguageSwitch, ThemeSwitch } from './preferences.tsx';

const places = [
  { href: '/', text: 'overview', permission: undefined },
  { href: '/catalogue', text: 'catalogue', permission: 'catalogue.read' },
  { href: '/stock', text: 'stock', permission: 'stock.read' },
  { href: '/reports/day', text: 'dayReport', permission: 'reports.read' },
  { href: '/shops', text: 'shops', permission: undefined },
] as const;

export const OfficeHeader = () => {
  const t = useTranslations('nav');
  const app = useTranslations('app');
  const actor = useActor();
  const pathname = usePathname();
  return (
    <header className="no-print border-b border-line bg-surface">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
        <p className="min-w-0 flex-1 truncate max-sm:basis-full">
          <span className="font-semibold text-primary">{app('name')}</span> · {actor.tenantName}
        </p>
        <LanguageSwitch />
        <ThemeSwitch />
        <Button look="quiet" onClick={() => void api.signOut()}>
          {t('signOut')}
        </Button>
      </div>
      <nav aria-label={t('label')} className="mx-auto flex max-w-6xl flex-wrap items-center gap-1 px-3 pb-2">
        {places
          .filter(({ permission }) => permission === undefined || actor.permissions.includes(permission))
          .map(({ href, text }) => {
            const current = href === '/' ? pathname === '/' : pathname.startsWith(href);
            return (
              <Link
                key={href}
                href={href}
                aria-current={current ? 'page' : undefined}
                className={classNames(
                  'inline-flex min-h-10 items-center rounded px-3 font-semibold hover:bg-bg',
                  current ? 'bg-bg text-text underline decoration-primary decoration-2 underline-offset-4' : 'text-muted',
                )}
              >
                {t(text)}
              </Link>
            );
          })}
        <Link href="/till" className={classNames(buttonStyle({ look: 'primary' }), 'ml-auto')}>
          {t('till')}
        </Link>
      </nav>
    </header>
  );
};
