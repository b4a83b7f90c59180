import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionMs } from './sessions.service.ts';

const name = 'zakpos_refresh';

/** Sent back to these addresses only, never to scripts, and never along with a request that another site made. */
const attributes = (publicUrl: string) =>
  `Path=/v1/auth; HttpOnly; SameSite=Strict${publicUrl.startsWith('https:') ? '; Secure' : ''}`;

export function setRefreshCookie(reply: FastifyReply, publicUrl: string, token: string): void {
  reply.header('set-cookie', `${name}=${token}; Max-Age=${sessionMs / 1_000}; ${attributes(publicUrl)}`);
}

export function clearRefreshCookie(reply: FastifyReply, publicUrl: string): void {
  reply.header('set-cookie', `${name}=; Max-Age=0; ${attributes(publicUrl)}`);
}

export function refreshCookieOf(request: FastifyRequest): string | undefined {
  const pairs = request.headers.cookie?.split(';').map((pair) => pair.trim()) ?? [];
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || undefined;
}
