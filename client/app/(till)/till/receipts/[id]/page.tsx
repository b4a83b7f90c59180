import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ReceiptPage } from '@/features/till/receipt/receipt-page.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('receipt'))('title') });

const Page = async ({ params }: { params: Promise<{ id: string }> }) => <ReceiptPage saleId={(await params).id} />;

export default Page;
