'use client';
import { useTranslations } from 'next-intl';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect, type ReactNode } from 'react';
import { Alert } from '@/components/ui/alert.tsx';
import { Button } from '@/components/ui/button.tsx';
import { api } from '../api/client.ts';
import { Waiting } from '../shell/waiting.tsx';
import { currentSession, sessionRestoring, sessionUnreachable } from './session-store.ts';
import { SettingsProvider } from './settings.tsx';
import { useSession } from './use-session.ts';

const restore = () => {
  sessionRestoring();
  api.restore().catch(sessionUnreachable);
};

/** Shows its children to a member who is signed in; others go to the sign-in page and come back from there. */
export const SignedIn = ({ children }: { children: ReactNode }) => {
  const t = useTranslations('session');
  const session = useSession();
  const router = useRouter();
  const pathname = usePathname();
  useEffect(() => {
    if (currentSession().status === 'restoring') restore();
  }, []);
  useEffect(() => {
    if (session.status === 'signed_out') router.replace(`/sign-in?next=${encodeURIComponent(pathname)}`);
  }, [session.status, router, pathname]);

  if (session.status === 'unreachable') {
    return (
      <Alert
        look="danger"
        title={t('unreachable')}
        className="m-4"
        actions={
          <Button onClick={restore} look="primary">
            {t('tryAgain')}
          </Button>
        }
      />
    );
  }
  if (session.status !== 'signed_in') return <Waiting />;
  // Another member's settings must not stay behind.
  return <SettingsProvider key={session.actor.memberId}>{children}</SettingsProvider>;
};
