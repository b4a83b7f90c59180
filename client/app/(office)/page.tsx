import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Overview } from '@/features/overview/overview.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('overview'))('title') });

const Page = () => <Overview />;

export default Page;
