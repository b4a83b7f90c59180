import { commonPasswords } from './common-passwords.ts';

const minCharacters = 10;
const minDistinct = 5;

const plain = (text: string) => text.normalize('NFKC').toLowerCase();
const letters = (text: string) => plain(text).replaceAll(/[^\p{L}\p{N}]/gu, '');
/** Without what people put around a common password: digits and marks at its end. */
const core = (text: string) => plain(text).replace(/[\d\W_]+$/u, '');

const runs = ['01234567890123456789', '98765432109876543210', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'];

/**
 * Whether a password is too easy: short, common (also with digits after it), a keyboard run, few different characters, or made of
 * the e-mail or a name that everyone knows (NIST SP 800-63B, 3.1.1.2: length and a list of the common ones, no rules of composition).
 */
export function isWeakPassword(password: string, known: { email?: string | undefined; names?: readonly string[] }): boolean {
  const normal = plain(password);
  const characters = Array.from(normal);
  if (characters.length < minCharacters || new Set(characters).size < minDistinct) return true;
  if (commonPasswords.has(normal) || commonPasswords.has(core(password)) || commonPasswords.has(letters(password))) return true;
  const bare = letters(password);
  if (runs.some((run) => run.includes(bare))) return true;
  const mailbox = known.email?.split('@')[0];
  const words = [known.email, mailbox, ...(known.names ?? [])].filter((word) => word !== undefined).map(letters);
  // A name with a year or a few digits after it is the name.
  return words.some((word) => word.length >= 4 && bare.includes(word) && bare.length - word.length < 6);
}
