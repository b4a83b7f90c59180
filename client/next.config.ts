import path from 'node:path';
import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';
import { fixedSecurityHeaders } from './security-headers.ts';

const repositoryRoot = path.join(import.meta.dirname, '..');

const nextConfig: NextConfig = {
  output: 'standalone',
  // Packages are linked from the repository's root, so the traced server must start there.
  outputFileTracingRoot: repositoryRoot,
  turbopack: { root: repositoryRoot },
  transpilePackages: ['@zakpos/api-client', '@zakpos/contracts', '@zakpos/domain'],
  poweredByHeader: false,
  // The reverse proxy compresses; here compression would hold back the server-sent events.
  compress: false,
  // An image is built from sources whose types `npm run types` has checked; it has no compiler to check them again.
  typescript: { ignoreBuildErrors: process.env['SKIP_TYPE_CHECK'] === '1' },
  // The pages hold no picture that would have to be scaled; without it the server has no /_next/image to ask.
  images: { unoptimized: true },
  reactStrictMode: true,
  headers: () => Promise.resolve([{ source: '/_next/static/:path*', headers: fixedSecurityHeaders }]),
};

export default createNextIntlPlugin('./i18n/request.ts')(nextConfig);
