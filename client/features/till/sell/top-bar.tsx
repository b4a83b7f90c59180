'use client';
import { CircleCheck, CircleX, Menu } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { api } from '../../api/client.ts';
import { useFormat } from '../../money/use-format.ts';
import { useActor } from '../../session/use-session.ts';
import { LanguageSwitch, ThemeSwitch } from '../../shell/preferences.tsx';

interface TopBarProps {
  registerName: string;
  linkLost: boolean;
  held: number;
  onHeld: () => void;
}

export const TopBar = ({ registerName, linkLost, held, onHeld }: TopBarProps) => {
  const t = useTranslations('till');
  const format = useFormat();
  const { name } = useActor();
  const [menu, setMenu] = useState(false);
  const Sign = linkLost ? CircleX : CircleCheck;
  return (
    <header className="flex min-h-14 items-center gap-x-3 border-b border-line bg-surface px-3">
      <h1 className="min-w-0 flex-1 truncate font-semibold">
        {registerName} <span className="font-normal text-muted">· {name}</span>
      </h1>
      <p
        role="status"
        className={linkLost ? 'flex items-center gap-1 font-semibold text-danger' : 'flex items-center gap-1 text-ok'}
      >
        <Sign aria-hidden className="size-5" />
        {linkLost ? t('offline') : t('online')}
      </p>
      <Button size="till" look="quiet" className="min-w-12 px-2" onClick={onHeld}>
        {t('heldCount', { count: format.count(held) })}
      </Button>
      <span className="hidden sm:block">
        <LanguageSwitch size="till" />
      </span>
      <Button size="till" look="quiet" className="min-w-12 px-2" aria-haspopup="dialog" onClick={() => setMenu(true)}>
        <Menu aria-hidden className="size-6" /> <span className="sr-only sm:not-sr-only">{t('menu')}</span>
      </Button>
      <Dialog open={menu} onClose={() => setMenu(false)} title={t('menu')} className="w-80">
        <nav className="grid gap-2">
          <Link href="/till/close" className={buttonStyle({ size: 'till' })}>
            {t('closeDay')}
          </Link>
          <Link href="/" className={buttonStyle({ size: 'till' })}>
            {t('office')}
          </Link>
          <div className="flex flex-wrap items-center gap-2">
            <LanguageSwitch size="till" />
            <ThemeSwitch size="till" />
          </div>
          <Button size="till" onClick={() => void api.signOut()}>
            {t('signOut')}
          </Button>
          <Button size="till" look="primary" onClick={() => setMenu(false)}>
            {t('back')} · Esc
          </Button>
        </nav>
      </Dialog>
    </header>
  );
};
