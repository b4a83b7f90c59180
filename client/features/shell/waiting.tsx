import { useTranslations } from 'next-intl';

/** Shown while something loads; invisible for its first 300 ms, so that a quick answer does not flicker. */
export const Waiting = () => {
  const t = useTranslations('app');
  return (
    <p role="status" className="appear-late p-4 text-muted">
      {t('waiting')}
    </p>
  );
};
