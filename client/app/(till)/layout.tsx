import type { ReactNode } from 'react';
import { SignedIn } from '@/features/session/signed-in.tsx';

const TillLayout = ({ children }: { children: ReactNode }) => <SignedIn>{children}</SignedIn>;

export default TillLayout;
