import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { DayReportPage } from '@/features/reports/day-report.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('dayReport'))('title') });

const Page = () => <DayReportPage />;

export default Page;
