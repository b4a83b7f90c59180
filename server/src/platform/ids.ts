import { randomFillSync } from 'node:crypto';

const random = Buffer.alloc(16 * 256);
let used = random.length;
let lastMs = 0;
let sequence = 0;

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const at = (offset: number) => hex[random[offset] ?? 0] ?? '';

/**
 * A UUID of version 7 (RFC 9562): ordered by time, so that new rows land at the end of their index. Within one millisecond a
 * 12-bit counter keeps the order of this process.
 */
export function uuidv7(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    sequence = 0;
  } else if (++sequence > 0xfff) {
    // More than 4,096 in a millisecond, or a clock set back: run ahead of it rather than lose the order.
    lastMs += 1;
    sequence = 0;
  }
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const o = used;
  used += 8;
  const time = lastMs.toString(16).padStart(12, '0');
  const variant = (0x80 | ((random[o] ?? 0) & 0x3f)).toString(16);
  return (
    `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, '0')}-${variant}${at(o + 1)}-` +
    `${at(o + 2)}${at(o + 3)}${at(o + 4)}${at(o + 5)}${at(o + 6)}${at(o + 7)}`
  );
}
