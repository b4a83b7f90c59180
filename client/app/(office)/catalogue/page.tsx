import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/features/catalogue/catalogue.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('catalogue'))('title') });

const Page = () => <Catalogue />;

export default Page;
