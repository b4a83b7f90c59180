import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CloseDay } from '@/features/till/close/close-day.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('close'))('title') });

const Page = () => <CloseDay />;

export default Page;
