import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { SignInForm } from '@/features/session/sign-in-form.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('signIn'))('title') });

const Page = () => <SignInForm />;

export default Page;
