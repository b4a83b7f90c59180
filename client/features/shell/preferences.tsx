'use client';
import { useLocale, useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useSyncExternalStore } from 'react';
import { classNames } from '@/components/class-names.ts';
import { Button } from '@/components/ui/button.tsx';
import { languageCookie, themeCookie } from '@/i18n/languages.ts';

const oneYearSeconds = 31_536_000;

const remember = (name: string, value: string) => {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${name}=${value}; Path=/; Max-Age=${oneYearSeconds}; SameSite=Strict${secure}`;
};

/** Switches between Bangla and English; the button speaks the language it leads to. */
export const LanguageSwitch = ({ size }: { size?: 'office' | 'till' }) => {
  const router = useRouter();
  const other = useLocale() === 'bn' ? 'en' : 'bn';
  return (
    <Button
      look="quiet"
      size={size}
      lang={other}
      onClick={() => {
        remember(languageCookie, other);
        router.refresh();
      }}
    >
      {other === 'bn' ? 'বাংলা' : 'English'}
    </Button>
  );
};

const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];
const isTheme = (value: string | undefined): value is Theme => themes.some((theme) => theme === value);

const watchTheme = (changed: () => void) => {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
};
const currentTheme = (): Theme => {
  const value = document.documentElement.dataset['theme'];
  return isTheme(value) ? value : 'system';
};

/** Follows the device unless the person chooses light or dark; the server reads the cookie, so that no page flashes. */
export const ThemeSwitch = ({ size = 'office' }: { size?: 'office' | 'till' }) => {
  const t = useTranslations('app');
  const theme = useSyncExternalStore(watchTheme, currentTheme, () => 'system');
  const labels = { system: t('themeSystem'), light: t('themeLight'), dark: t('themeDark') };
  return (
    <select
      aria-label={t('theme')}
      className={classNames('rounded border border-line bg-surface px-2', size === 'till' ? 'min-h-12' : 'min-h-10')}
      value={theme}
      onChange={({ target }) => {
        if (!isTheme(target.value)) return;
        remember(themeCookie, target.value);
        if (target.value === 'system') delete document.documentElement.dataset['theme'];
        else document.documentElement.dataset['theme'] = target.value;
      }}
    >
      {themes.map((value) => (
        <option key={value} value={value}>
          {labels[value]}
        </option>
      ))}
    </select>
  );
};
