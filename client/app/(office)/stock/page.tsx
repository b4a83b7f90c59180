import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Stock } from '@/features/stock/stock.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('stock'))('title') });

const Page = () => <Stock />;

export default Page;
