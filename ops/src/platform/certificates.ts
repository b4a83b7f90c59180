import { isIP } from 'node:net';
import type { Extension, GeneralNames, JsonGeneralNames } from '@peculiar/x509';

// The library's dependency injection wants it to be there first.
await import('reflect-metadata');
const {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} = await import('@peculiar/x509');

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 60 * 60 * 1000;
export const authorityDays = 3650;
/** The longest that browsers accept of a certificate that somebody made for himself. */
export const leafDays = 825;
/** From how many days before its end a certificate is made anew. */
export const renewalDays = 30;
/** Every authority that we make carries it; so do the certificates that are ours to renew. */
const authorityName = 'CN=ZakPOS internal CA';

/** A certificate and its private key (PKCS #8), both PEM. */
export type KeyPairPem = { readonly certificate: string; readonly key: string };

/** A clock that is a little behind must not refuse what was made a moment ago. */
const validity = (days: number, now: Date) => ({
  notBefore: new Date(now.getTime() - 60 * 60 * 1000),
  notAfter: new Date(now.getTime() + days * dayMs),
});

const newKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

const keyPem = async (key: CryptoKey): Promise<string> =>
  `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;

const importKey = (pem: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), algorithm, false, ['sign']);

const serialNumber = (): string => {
  const bytes = Buffer.from(crypto.getRandomValues(new Uint8Array(16)));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01; // positive and never zero, as RFC 5280 wants it
  return bytes.toString('hex');
};

/** An authority that signs certificates of services and no further authority. */
export async function makeAuthority(now = new Date(), name = authorityName): Promise<KeyPairPem> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name,
    ...validity(authorityDays, now),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await keyPem(keys.privateKey) };
}

const generalNames = (names: readonly string[]): JsonGeneralNames =>
  names.map((name) => (isIP(name) === 0 ? { type: 'dns' as const, value: name } : { type: 'ip' as const, value: name }));

/** A certificate for `names` (host names and addresses; the first is its subject), for both ends of a connection. */
export async function makeLeaf(authority: KeyPairPem, names: readonly string[], now = new Date()): Promise<KeyPairPem> {
  const keys = await newKeys();
  const issuer = new X509Certificate(authority.certificate);
  const extensions: Extension[] = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
    new SubjectAlternativeNameExtension(generalNames(names)),
    await SubjectKeyIdentifierExtension.create(keys.publicKey),
    await AuthorityKeyIdentifierExtension.create(await issuer.publicKey.export()),
  ];
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: [names[0] ?? ''] }],
    issuer: issuer.subject,
    ...validity(leafDays, now),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: algorithm,
    extensions,
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await keyPem(keys.privateKey) };
}

export type CertificateFacts = {
  /** Made by `zakpos init`; any other was given by the operator and is left alone. */
  readonly ours: boolean;
  readonly signedByAuthority: boolean;
  readonly names: readonly string[];
  readonly daysLeft: number;
};

const namesOf = (names: GeneralNames | undefined): string[] => names?.items.map(({ value }) => value) ?? [];

/** What a certificate says; undefined where the text is none. */
export async function readCertificate(
  pem: string,
  authorityPem: string,
  now = new Date(),
): Promise<CertificateFacts | undefined> {
  try {
    const certificate = new X509Certificate(pem);
    const publicKey = await new X509Certificate(authorityPem).publicKey.export();
    const ours = certificate.issuer === authorityName;
    return {
      ours,
      signedByAuthority: ours && (await certificate.verify({ publicKey, signatureOnly: true }).catch(() => false)),
      names: namesOf(certificate.getExtension(SubjectAlternativeNameExtension)?.names),
      daysLeft: Math.floor((certificate.notAfter.getTime() - now.getTime()) / dayMs),
    };
  } catch {
    return undefined;
  }
}
