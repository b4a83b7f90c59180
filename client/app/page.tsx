import { getTranslations } from 'next-intl/server';
import { Alert } from '@/components/ui/alert.tsx';
import { Button } from '@/components/ui/button.tsx';
import { LanguageSwitch, ThemeSwitch } from '@/features/shell/preferences.tsx';

const Page = async () => {
  const t = await getTranslations('app');
  return (
    <main className="grid gap-4 p-4">
      <h1 className="text-title font-semibold">{t('name')}</h1>
      <LanguageSwitch />
      <ThemeSwitch />
      <Alert look="warn" title={t('description')} actions={<Button look="primary">ok ৳ ১,২৩,৪৫৬</Button>} />
    </main>
  );
};
export default Page;
