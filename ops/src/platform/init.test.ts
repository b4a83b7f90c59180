import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type Server } from 'node:tls';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { exitCodes } from '../exit-codes.ts';
import { leafDays, makeAuthority, makeLeaf } from './certificates.ts';
import { initSite } from './init.ts';
import { composeSecrets, composeTexts, findSite, openSite } from './site.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'zakpos-init-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const secret = (name: string) => join(dir, 'secrets', name);
const content = (name: string) => readFileSync(secret(name), 'utf8');
const everything = () => Object.fromEntries(readdirSync(join(dir, 'secrets')).map((name) => [name, content(name)] as const));
const nowhere = {};

test('init makes every secret that a compose file mounts, in a folder that only its owner enters', async () => {
  await initSite(dir, {}, nowhere);
  const wanted = composeSecrets(composeTexts());
  expect(wanted).toContain('token_key');
  expect(readdirSync(join(dir, 'secrets')).toSorted()).toEqual([...wanted, 'internal_ca_key'].toSorted());
  expect(statSync(join(dir, 'secrets')).mode & 0o777).toBe(0o700);
  expect(new Set(wanted.map((name) => statSync(secret(name)).mode & 0o777))).toEqual(new Set([0o444]));
  expect(statSync(secret('internal_ca_key')).mode & 0o777).toBe(0o400);
  expect(Buffer.from(content('token_key'), 'base64url')).toHaveLength(32);
  const values = Object.values(everything());
  expect(new Set(values).size).toBe(values.length);
});

test('init a second time changes nothing and says so', async () => {
  await initSite(dir, {}, nowhere);
  const [settings, secrets] = [readFileSync(join(dir, '.env'), 'utf8'), everything()];
  const second = await initSite(dir, { PUBLIC_HOST: 'other.example' }, nowhere);
  expect(second).toMatchObject({ settings: [], created: [], renewed: [], warnings: [] });
  expect(readFileSync(join(dir, '.env'), 'utf8')).toBe(settings);
  expect(everything()).toEqual(secrets);
  expect(existsSync(join(dir, '.env.lock'))).toBe(false);
});

test('settings that somebody wrote stay as they are; only what is missing is added, and each says what it is', async () => {
  const own = '# mine\nHTTPS_PORT=9443\nLOG_LEVEL=debug';
  writeFileSync(join(dir, '.env'), own);
  const { settings, site } = await initSite(dir, {}, nowhere);
  const text = readFileSync(join(dir, '.env'), 'utf8');
  expect(text.startsWith(`${own}\n`)).toBe(true);
  expect(settings).not.toContain('HTTPS_PORT');
  expect(site).toMatchObject({ publicUrl: 'https://localhost:9443', project: 'zakpos' });
  const added = text
    .slice(own.length)
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line));
  expect(added.length).toBe(settings.length);
  for (const line of added) expect(text).toMatch(new RegExp(`# .+\\.\\n${line.split('=')[0]}=`));
});

test('a secret that an upgrade adds is made, and the others keep their values', async () => {
  await initSite(dir, {}, nowhere);
  const before = everything();
  rmSync(secret('redis_api_password'));
  rmSync(secret('kafka_tls_cert'));
  const { created } = await initSite(dir, {}, nowhere);
  expect(created).toEqual(['redis_api_password', 'kafka_tls_cert']);
  const after = everything();
  const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
  expect(changed.toSorted()).toEqual(['kafka_tls_cert', 'kafka_tls_key', 'redis_api_password']);
});

test('each service proves who it is to a client that knows the authority only', async () => {
  await initSite(dir, {}, nowhere);
  const server: Server = createServer({ cert: content('redis_tls_cert'), key: content('redis_tls_key') }, (socket) =>
    socket.end(),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const says = (servername: string) =>
    new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, servername, ca: content('internal_ca_cert') });
      socket.once('secureConnect', () => resolve('verified')).once('error', (error) => resolve(error.message));
      socket.once('close', () => resolve('closed'));
    });
  expect(await says('redis')).toBe('verified');
  expect(await says('localhost')).toBe('verified');
  expect(await says('kafka')).toContain("does not match certificate's altnames");
});

test('the certificate of the edge is for the host that people open, below it, and for this machine', async () => {
  await initSite(dir, { PUBLIC_HOST: 'shop.example' }, nowhere);
  const certificate = new X509Certificate(content('edge_tls_cert'));
  for (const host of ['shop.example', 'mobile.shop.example', 'localhost', 'api.localhost'])
    expect(certificate.checkHost(host), host).toBeDefined();
  expect(certificate.checkIP('127.0.0.1')).toBeDefined();
  expect(certificate.ca).toBe(false);
  const authority = new X509Certificate(content('internal_ca_cert'));
  expect(certificate.verify(authority.publicKey)).toBe(true);
  expect(certificate.checkIssued(authority)).toBe(true);
  expect(authority.ca).toBe(true);
});

const longAgo = new Date(Date.now() - (leafDays - 20) * 24 * 60 * 60 * 1000);

test('a certificate near its end is made anew, with a key of its own', async () => {
  await initSite(dir, {}, nowhere);
  const authority = { certificate: content('internal_ca_cert'), key: content('internal_ca_key') };
  const old = await makeLeaf(authority, ['redis', 'localhost', '127.0.0.1'], longAgo);
  rmSync(secret('redis_tls_cert'));
  writeFileSync(secret('redis_tls_cert'), old.certificate);
  const { renewed, created } = await initSite(dir, {}, nowhere);
  expect([renewed, created]).toEqual([['redis_tls_cert'], []]);
  expect(Date.parse(new X509Certificate(content('redis_tls_cert')).validTo) - Date.now()).toBeGreaterThan(800 * 86_400_000);
});

test('a certificate that was given stays', async () => {
  await initSite(dir, {}, nowhere);
  for (const name of ['edge_tls_cert', 'edge_tls_key']) rmSync(secret(name));
  // Of another authority, as one that is bought: for another host, and near its end.
  const given = await makeLeaf(await makeAuthority(new Date(), 'CN=Somebody else'), ['shop.example'], longAgo);
  writeFileSync(secret('edge_tls_cert'), given.certificate);
  writeFileSync(secret('edge_tls_key'), given.key);
  const { renewed, warnings } = await initSite(dir, {}, nowhere);
  expect(renewed).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^edge_tls_cert, which was given, ends in (19|20) days/)]);
  expect(content('edge_tls_cert')).toBe(given.certificate);
});

test('what another authority of ours has signed is made anew, as after its key was lost', async () => {
  await initSite(dir, {}, nowhere);
  rmSync(secret('internal_ca_cert'));
  rmSync(secret('internal_ca_key'));
  const { renewed } = await initSite(dir, {}, nowhere);
  expect(renewed.toSorted()).toEqual(['edge', 'kafka', 'pgbouncer', 'postgres', 'redis'].map((name) => `${name}_tls_cert`));
});

test('a certificate whose key is gone is refused with what to do', async () => {
  await initSite(dir, {}, nowhere);
  rmSync(secret('kafka_tls_key'));
  await expect(initSite(dir, {}, nowhere)).rejects.toMatchObject({
    exitCode: exitCodes.badConfiguration.code,
    message: expect.stringContaining('put it back, or delete kafka_tls_cert too'),
  });
});

test('a faulty setting is refused before anything is made', async () => {
  writeFileSync(join(dir, '.env'), 'HTTP_PORT=eighty\n');
  await expect(initSite(dir, {}, nowhere)).rejects.toThrow('HTTP_PORT must be a port from 1 to 65535, not "eighty"');
  expect(existsSync(join(dir, 'secrets'))).toBe(false);
});

test('the environment goes before the file, with its prefix only', async () => {
  await initSite(dir, {}, nowhere);
  const values = { ZAKPOS_HTTPS_PORT: '9444', HTTP_PORT: '1', ZAKPOS_COMPOSE_PROJECT_NAME: 'second' };
  expect(openSite(dir, values)).toMatchObject({ project: 'second', ports: { http: 8080, https: 9444 } });
  expect(findSite(join(dir, 'none'), nowhere)).toBeUndefined();
  expect(() => openSite(join(dir, 'none'), nowhere)).toThrow(/run \.\/zakpos init --site .*none first/);
});
