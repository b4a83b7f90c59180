import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { buttonStyle } from '@/components/ui/button.tsx';

const NotFound = async () => {
  const t = await getTranslations('notFound');
  return (
    <main className="mx-auto grid max-w-md justify-items-start gap-4 p-4 pt-16">
      <h1 className="text-title font-semibold">{t('title')}</h1>
      <p>{t('what')}</p>
      <Link href="/" className={buttonStyle({ look: 'primary' })}>
        {t('home')}
      </Link>
    </main>
  );
};

export default NotFound;
