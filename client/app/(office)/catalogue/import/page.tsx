import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CatalogueImport } from '@/features/import/catalogue-import.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('import'))('title') });

const Page = () => <CatalogueImport />;

export default Page;
