'use client';
import { Failure } from '@/features/api/failure.tsx';

const PageError = ({ error, reset }: { error: Error; reset: () => void }) => (
  <Failure error={error} onRetry={reset} className="m-4" />
);

export default PageError;
