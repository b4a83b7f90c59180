import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Shops } from '@/features/shops/shops.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('shops'))('title') });

const Page = () => <Shops />;

export default Page;
