import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Till } from '@/features/till/till.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('till'))('title') });

const Page = () => <Till />;

export default Page;
