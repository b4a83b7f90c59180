export interface RedisSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly isEncrypted: boolean;
  /** The authority, as PEM, that the server's certificate must come from; else one that the system knows. */
  readonly ca: string | undefined;
}

/** @param url such as `rediss://user@host:6379`. */
export function redisSettings(url: string, password: string | undefined, ca: string | undefined): RedisSettings {
  const { protocol, hostname, port, username } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6_379 : Number(port),
    user: username === '' ? undefined : decodeURIComponent(username),
    password,
    isEncrypted: protocol === 'rediss:',
    ca,
  };
}
