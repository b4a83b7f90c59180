import type { ReactNode } from 'react';
import { SignedIn } from '@/features/session/signed-in.tsx';
import { OfficeData } from '@/features/shell/office-data.tsx';
import { OfficeHeader } from '@/features/shell/office-header.tsx';

const OfficeLayout = ({ children }: { children: ReactNode }) => (
  <SignedIn>
    <OfficeData>
      <OfficeHeader />
      <main className="mx-auto grid w-full max-w-6xl grid-cols-1 gap-6 p-4">{children}</main>
    </OfficeData>
  </SignedIn>
);

export default OfficeLayout;
