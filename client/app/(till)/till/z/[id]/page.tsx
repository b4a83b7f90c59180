import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ZReportPage } from '@/features/till/close/z-report-page.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('zReport'))('title') });

const Page = async ({ params }: { params: Promise<{ id: string }> }) => <ZReportPage zReportId={(await params).id} />;

export default Page;
