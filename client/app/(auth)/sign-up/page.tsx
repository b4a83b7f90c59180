import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { SignUpForm } from '@/features/session/sign-up-form.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('signUp'))('title') });

const Page = () => <SignUpForm />;

export default Page;
