import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { Failure, fileFailure } from '../failure.ts';
import { newSecret, writeSecret } from '../secrets.ts';
import { type KeyPairPem, makeAuthority, makeLeaf, readCertificate, renewalDays } from './certificates.ts';

/** Containers run as many users and read a secret through a bind mount; the folder's mode keeps everybody else out. */
const mountedMode = 0o444;
const authorityKeyMode = 0o400; // mounted nowhere
const authorityName = 'internal_ca_cert';
const authorityKeyName = 'internal_ca_key';
const certificateSuffix = '_tls_cert';
const keySuffix = '_tls_key';

export type SecretsReport = {
  readonly created: readonly string[];
  readonly renewed: readonly string[];
  /** What the operator should know and only he can change. */
  readonly warnings: readonly string[];
};

const read = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

// Clients take no wildcard right below a name of one part such as localhost, so what nginx serves is named as well.
const below = (host: string): string[] => [host, `api.${host}`, `mobile.${host}`, `*.${host}`];

/** Host names and addresses of a service's certificate. Only the edge is known by names of the outside. */
export function certificateNames(service: string, publicHost: string): string[] {
  if (service !== 'edge') return [service, 'localhost', '127.0.0.1'];
  const outer = isIP(publicHost) === 0 ? below(publicHost) : [publicHost];
  return [...new Set([...outer, ...below('localhost'), '127.0.0.1', '::1'])];
}

async function ensureAuthority(dir: string, created: string[]): Promise<{ certificate: string; key: string | undefined }> {
  const [certificatePath, keyPath] = [join(dir, authorityName), join(dir, authorityKeyName)];
  const certificate = read(certificatePath);
  // Without its key (kept elsewhere, for instance) the authority still vouches for what it has signed.
  if (certificate !== undefined) return { certificate, key: read(keyPath) };
  const made = await makeAuthority();
  writeSecret(keyPath, made.key, authorityKeyMode);
  writeSecret(certificatePath, made.certificate, mountedMode);
  created.push(authorityName, authorityKeyName);
  return made;
}

type Leaf = { readonly dir: string; readonly service: string; readonly names: readonly string[] };
type Verdict = 'keep' | 'create' | 'renew' | { readonly warning: string };

async function judge({ dir, service, names }: Leaf, authority: string): Promise<Verdict> {
  const certificate = read(join(dir, `${service}${certificateSuffix}`));
  if (certificate === undefined) return 'create'; // a key that stands alone is what a cut-off init left
  if (!existsSync(join(dir, `${service}${keySuffix}`)))
    throw new Failure(
      'badConfiguration',
      `${join(dir, service + keySuffix)} is missing beside its certificate: put it back, or delete ${service}${certificateSuffix} too`,
    );
  const facts = await readCertificate(certificate, authority);
  if (facts === undefined)
    throw new Failure(
      'badConfiguration',
      `${join(dir, service + certificateSuffix)} is no certificate (PEM): replace or delete it`,
    );
  if (!facts.ours) {
    if (facts.daysLeft >= renewalDays) return 'keep';
    return { warning: `${service}${certificateSuffix}, which was given, ends in ${facts.daysLeft} days: replace it` };
  }
  const fits = facts.signedByAuthority && names.every((name) => facts.names.includes(name));
  return fits && facts.daysLeft >= renewalDays ? 'keep' : 'renew';
}

function writeLeaf({ dir, service }: Leaf, pair: KeyPairPem): void {
  writeSecret(join(dir, `${service}${keySuffix}`), pair.key, mountedMode);
  writeSecret(join(dir, `${service}${certificateSuffix}`), pair.certificate, mountedMode);
}

/**
 * Makes what is missing of `names` (files of a compose file's secrets), renews the certificates that are ours and near their end, and
 * keeps everything else, whoever put it there.
 */
export async function ensurePlatformSecrets(dir: string, names: readonly string[], publicHost: string): Promise<SecretsReport> {
  const created: string[] = [];
  const renewed: string[] = [];
  const warnings: string[] = [];
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700); // a folder that was unpacked from a backup may be open
    const authority = await ensureAuthority(dir, created);
    for (const name of names) {
      const isAuthority = name === authorityName;
      const isPair = name.endsWith(certificateSuffix) || name.endsWith(keySuffix);
      if (isAuthority || isPair || existsSync(join(dir, name))) continue;
      writeSecret(join(dir, name), newSecret(), mountedMode);
      created.push(name);
    }
    for (const name of names.filter((name) => name.endsWith(certificateSuffix))) {
      const service = name.slice(0, -certificateSuffix.length);
      const leaf = { dir, service, names: certificateNames(service, publicHost) };
      const verdict = await judge(leaf, authority.certificate);
      if (verdict === 'keep') continue;
      if (typeof verdict === 'object') {
        warnings.push(verdict.warning);
        continue;
      }
      if (authority.key === undefined)
        throw new Failure(
          'badConfiguration',
          `${join(dir, authorityKeyName)} is missing, and ${name} must be made: put the key back, or delete ${authorityName} to make a new authority`,
        );
      writeLeaf(leaf, await makeLeaf({ certificate: authority.certificate, key: authority.key }, leaf.names));
      (verdict === 'create' ? created : renewed).push(name);
    }
  } catch (error) {
    throw fileFailure(error, dir);
  }
  return { created, renewed, warnings };
}
