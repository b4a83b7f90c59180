import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Tokens that only the database can judge: tenant, row and a secret of 256 bits. Tenant and row say where to look; whoever names another
 * tenant's row still lacks its secret. Only the secret's hash is stored; it needs no salt and no slow hash, since it is random.
 */
export interface OpaqueToken {
  readonly tenantId: string;
  readonly rowId: string;
  readonly secret: Buffer;
}

const uuidBytes = 16;
const secretBytes = 32;

export const newSecret = (): Buffer => randomBytes(secretBytes);
export const hashOf = (secret: Buffer): Buffer => createHash('sha256').update(secret).digest();
export const sameHash = (a: Buffer | null, b: Buffer): boolean => a !== null && a.length === b.length && timingSafeEqual(a, b);

const bytesOf = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex');
const uuidOf = (bytes: Buffer) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export const encodeToken = ({ tenantId, rowId, secret }: OpaqueToken): string =>
  Buffer.concat([bytesOf(tenantId), bytesOf(rowId), secret]).toString('base64url');

/** @returns undefined for anything that we have not made. */
export function decodeToken(text: string): OpaqueToken | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== 2 * uuidBytes + secretBytes || bytes.toString('base64url') !== text) return undefined;
  return {
    tenantId: uuidOf(bytes.subarray(0, uuidBytes)),
    rowId: uuidOf(bytes.subarray(uuidBytes, 2 * uuidBytes)),
    secret: bytes.subarray(2 * uuidBytes),
  };
}
