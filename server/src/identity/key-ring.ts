import { createHash, createHmac } from 'node:crypto';

export interface SigningKey {
  readonly id: string;
  readonly bytes: Buffer;
}

const keyOf = (bytes: Buffer): SigningKey => ({ id: createHash('sha256').update(bytes).digest('base64url').slice(0, 10), bytes });

/** The keys of this installation: the current one signs, and every one verifies, so that a change of key signs nobody out. */
export class KeyRing {
  readonly current: SigningKey;
  readonly #byId: ReadonlyMap<string, SigningKey>;

  constructor(keys: readonly Buffer[]) {
    const [current, ...previous] = keys.map(keyOf);
    if (!current) throw new Error('A key ring needs at least one key');
    this.current = current;
    this.#byId = new Map([current, ...previous].map((key) => [key.id, key]));
  }

  find(id: string | undefined): SigningKey | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  /** A secret that follows from `message` for each key, the current one's first. */
  derive(message: string): Buffer[] {
    return [...this.#byId.values()].map(({ bytes }) => createHmac('sha256', bytes).update(message).digest());
  }
}
