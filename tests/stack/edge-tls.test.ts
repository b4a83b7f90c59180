import { connect as connectHttp2, constants } from 'node:http2';
import type { SecureVersion } from 'node:tls';
import { beforeAll, expect, test } from 'vitest';
import { ask, handshake } from './edge-client.ts';
import { openStack, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});

test.each<SecureVersion>(['TLSv1.2', 'TLSv1.3'])(
  'speaks %s, with a certificate of the authority of the site',
  async (version) => {
    const socket = await handshake(stack, { minVersion: version, maxVersion: version });
    expect(socket.getProtocol()).toBe(version);
    expect(socket.authorized).toBe(true);
    // Authenticated encryption, with a key that is not kept; TLS 1.3 has no other exchange and does not name it.
    expect(socket.getCipher().name).toMatch(version === 'TLSv1.2' ? /^ECDHE-.*(GCM|CHACHA20)/ : /GCM|CHACHA20/);
    socket.destroy();
  },
);

// This side would refuse these itself at its usual level of security.
const anything = 'ALL:@SECLEVEL=0';

test.each<SecureVersion>(['TLSv1', 'TLSv1.1'])('refuses %s', async (version) => {
  const attempt = handshake(stack, { minVersion: version, maxVersion: version, ciphers: anything });
  await expect(attempt).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
});

test.each([
  'ECDHE-ECDSA-AES128-SHA', // CBC
  'ECDHE-RSA-AES256-SHA384',
  'AES128-GCM-SHA256', // without forward secrecy
  'AES256-SHA',
  'DHE-RSA-AES128-GCM-SHA256',
  'NULL-SHA256',
  'aNULL',
])('refuses the cipher suite %s', async (suite) => {
  const attempt = handshake(stack, { maxVersion: 'TLSv1.2', ciphers: `${suite}:@SECLEVEL=0` });
  await expect(attempt).rejects.toMatchObject({ code: expect.stringMatching(/ALERT_HANDSHAKE_FAILURE/) });
});

test('a client that knows another authority, or asks for another name, is not deceived', async () => {
  await expect(handshake(stack, { ca: [] })).rejects.toMatchObject({
    code: expect.stringMatching(/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/),
  });
  const stranger = handshake(stack, { servername: 'bank.example' });
  await expect(stranger).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('no session ticket under a key that lives as long as the server', async () => {
  const socket = await handshake(stack, { maxVersion: 'TLSv1.2' });
  expect(socket.getTLSTicket()).toBeUndefined();
  socket.destroy();
});

test('speaks HTTP/2 with those who can, HTTP/1.1 with the others', async () => {
  const session = connectHttp2(stack.httpsUrl, { ca: stack.ca });
  const streams = ['/sign-in', '/openapi.json', '/mobile/'].map(
    (path) =>
      new Promise<number>((resolve, reject) => {
        const stream = session.request({ [constants.HTTP2_HEADER_PATH]: path });
        stream.once('error', reject);
        stream.once('response', (headers) => resolve(Number(headers[constants.HTTP2_HEADER_STATUS])));
        stream.resume();
      }),
  );
  expect(await Promise.all(streams)).toEqual([200, 200, 200]);
  expect(session.alpnProtocol).toBe('h2');
  session.destroy();
  const old = await handshake(stack, { ALPNProtocols: ['http/1.1'] });
  expect(old.alpnProtocol).toBe('http/1.1');
  old.destroy();
});

test('plain http only leads to https, on the port that is published, and keeps method and address', async () => {
  const { port } = new URL(stack.httpsUrl);
  for (const [host, method] of [
    ['localhost', 'GET'],
    ['api.localhost', 'POST'],
    ['127.0.0.1', 'GET'],
  ] as const) {
    const { status, headers } = await ask(stack, '/v1/sales?x=1', { plain: true, host, method });
    expect(status).toBe(308);
    expect(headers.location).toBe(`https://${host}:${port}/v1/sales?x=1`);
  }
});

test('plain http on the port of https is refused', async () => {
  const { port } = new URL(stack.httpsUrl);
  const { status, headers } = await ask({ ...stack, httpUrl: `http://localhost:${port}` }, '/', { plain: true });
  expect(status).toBe(400);
  expect(headers.server).toBe('nginx');
});
