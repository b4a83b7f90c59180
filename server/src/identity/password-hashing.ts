import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../platform/errors/app-error.ts';

// OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, two passes, one lane.
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashing takes a core and 19 MiB each: more at once would slow the tills and grow the process. */
const maxRunning = 2;
/** Half a minute of hashing; who comes later is told to come again. */
const maxWaiting = 200;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= maxRunning) {
    if (waiting.length >= maxWaiting) throw new AppError('unavailable', undefined, undefined, { retryAfterSeconds: 5 });
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    // The next one takes over this turn.
    if (next) next();
    else running -= 1;
  }
}

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, parameters));

/** Of a password that nobody has: what an unknown account is checked against, so that it takes as long as a known one. */
let nobodysHash: Promise<string> | undefined;

/** @param stored null where there is no such account or no password: false, after the same time. */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const known = typeof stored === 'string';
  nobodysHash ??= hashPassword('a password of nobody');
  const against = known ? stored : await nobodysHash;
  const matches = await inTurn(() => verify(against, password));
  return known && matches;
}
