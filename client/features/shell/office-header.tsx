'use client';
import { Menu } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
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

/** Where one is, and where one can go; on a phone behind one button. */
export const OfficeHeader = () => {
  const t = useTranslations('nav');
  const app = useTranslations('app');
  const actor = useActor();
  const pathname = usePathname();
  const [open, setOpen] = useState(false);
  const onPhone = open ? '' : 'max-sm:hidden';
  return (
    <header className="no-print border-b border-line bg-surface">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2">
        <p className="min-w-0 flex-1 truncate">
          <span className="font-semibold text-primary">{app('name')}</span> · {actor.tenantName}
        </p>
        <Link href="/till" className={classNames(buttonStyle({ look: 'primary' }), 'sm:order-last')}>
          {t('till')}
        </Link>
        <Button className="px-3 sm:hidden" aria-expanded={open} aria-label={t('label')} onClick={() => setOpen(!open)}>
          <Menu aria-hidden className="size-6" />
        </Button>
        <div className={classNames('flex items-center gap-2 max-sm:basis-full', onPhone)}>
          <LanguageSwitch />
          <ThemeSwitch />
          <Button look="quiet" onClick={() => void api.signOut()}>
            {t('signOut')}
          </Button>
        </div>
      </div>
      <nav aria-label={t('label')} className={classNames('mx-auto flex max-w-6xl flex-wrap gap-1 px-3 pb-2', onPhone)}>
        {places
          .filter(({ permission }) => permission === undefined || actor.permissions.includes(permission))
          .map(({ href, text }) => {
            const current = href === '/' ? pathname === '/' : pathname.startsWith(href);
            return (
              <Link
                key={href}
                href={href}
                aria-current={current ? 'page' : undefined}
                onClick={() => setOpen(false)}
                className={classNames(
                  'inline-flex min-h-10 items-center rounded px-3 font-semibold hover:bg-bg max-sm:basis-full',
                  current ? 'bg-bg text-text underline decoration-primary decoration-2 underline-offset-4' : 'text-muted',
                )}
              >
                {t(text)}
              </Link>
            );
          })}
      </nav>
    </header>
  );
};
