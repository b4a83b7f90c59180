'use client';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { Empty, Section } from '../shell/section.tsx';
import { TillFrame } from './till-frame.tsx';
import type { RegisterView, ShopView } from './till.tsx';

interface RegisterChoiceProps {
  shops: ShopView[];
  registers: RegisterView[];
  onChoose: (registerId: string) => void;
}

/** Asks once which register this device stands at. */
export const RegisterChoice = ({ shops, registers, onChoose }: RegisterChoiceProps) => {
  const t = useTranslations('registerChoice');
  return (
    <TillFrame title={t('title')}>
      {registers.length === 0 ? (
        <Empty
          action={
            <Link href="/shops" className={buttonStyle({ look: 'primary', size: 'till' })}>
              {t('addOne')}
            </Link>
          }
        >
          {t('none')}
        </Empty>
      ) : null}
      {shops.map((shop) => {
        const own = registers.filter(({ shopId }) => shopId === shop.id);
        if (own.length === 0) return null;
        return (
          <Section key={shop.id} title={shop.name}>
            <div className="grid gap-2 sm:grid-cols-2">
              {own.map((register) => (
                <Button key={register.id} size="pay" onClick={() => onChoose(register.id)} className="flex-wrap">
                  {register.name}
                  <span className="text-small font-normal text-muted">
                    {register.openSessionId === null ? t('closed') : t('open')}
                  </span>
                </Button>
              ))}
            </div>
          </Section>
        );
      })}
    </TillFrame>
  );
};
