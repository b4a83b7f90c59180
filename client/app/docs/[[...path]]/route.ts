import { forwardToApi } from '@/features/api-proxy/forward.ts';

export const dynamic = 'force-dynamic';
export { forwardToApi as GET };
