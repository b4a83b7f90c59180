import type { IncomingHttpHeaders } from 'node:http';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { Stack } from './stack.ts';

/** What the edge answered, headers as they came over the line. */
export interface EdgeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Each header that was sent, once for each time that it was sent. */
  readonly names: readonly string[];
  readonly body: Buffer;
}

export interface EdgeRequest {
  readonly method?: string;
  /** Host name without port. */
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Plain http. */
  readonly plain?: boolean;
}

type Target = Pick<Stack, 'httpsUrl' | 'httpUrl' | 'ca'>;

/** One request on a connection of its own, exactly as it is given: nothing is followed, unpacked or added. */
export function ask(target: Target, path: string, wanted: EdgeRequest = {}): Promise<EdgeAnswer> {
  const { method = 'GET', host = 'localhost', headers = {}, body, plain = false } = wanted;
  const { port } = new URL(plain ? target.httpUrl : target.httpsUrl);
  const options = {
    host: '127.0.0.1',
    port,
    path,
    method,
    agent: false as const,
    headers: {
      host: `${host}:${port}`,
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      ...headers,
    },
  };
  const asked = plain
    ? plainRequest(options)
    : request({ ...options, ca: target.ca, servername: isIP(host) === 0 ? host : 'localhost' });
  return new Promise((resolve, reject) => {
    asked.once('error', reject);
    asked.once('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        const names = answer.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, names, body: Buffer.concat(chunks) });
      });
    });
    asked.end(body);
  });
}

export const json = (value: unknown): EdgeRequest => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** A TLS connection to the edge; rejects with the reason where there is none. */
export function handshake(target: Target, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const port = Number(new URL(target.httpsUrl).port);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca: target.ca, ...options });
    socket.once('error', reject);
    socket.once('secureConnect', () => resolve(socket));
  });
}

/** Sends these very bytes, and gives all that came back until the edge closed, or `quietMs` after the last that came. */
export async function sendBytes(target: Target, bytes: string, quietMs = 1_500): Promise<string> {
  const socket = await handshake(target);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    socket.setTimeout(quietMs, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => socket.destroy()); // a reset is an answer, too
    socket.once('close', () => resolve(Buffer.concat(chunks).toString()));
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}

/** The status of each answer in what came back. */
export const statusesOf = (received: string): number[] =>
  [...received.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
