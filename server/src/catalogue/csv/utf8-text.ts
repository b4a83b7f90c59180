import { isUtf8 } from 'node:buffer';
import { CsvFault } from './csv-fault.ts';

/** Bytes of a character by its first byte; 0 where none begins so. */
function lengthOf(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/** How many bytes at the end are the beginning of a character that goes on in the next piece. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return lengthOf(byte) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function firstFault(bytes: Buffer): number {
  for (let at = 0; at < bytes.length; ) {
    const length = lengthOf(bytes[at] ?? 0);
    if (length === 0 || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return bytes.length;
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}

/** Text of UTF-8 bytes that come in pieces, with or without byte order mark. Whatever else it is, it says at which line and byte. */
export class Utf8Text {
  #rest: Buffer = Buffer.alloc(0);
  /** Of the bytes that have been turned into text. */
  #bytes = 0;
  #line = 1;

  /** @throws CsvFault `utf16`, `nul` or `not_utf8` */
  push(piece: Buffer): string {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const whole = bytes.subarray(0, bytes.length - unfinished(bytes));
    this.#rest = bytes.subarray(whole.length);
    return this.#text(whole);
  }

  /** @throws CsvFault `not_utf8` where the last character is cut off. */
  end(): void {
    if (this.#rest.length > 0) throw this.#fault('not_utf8', this.#rest, 0);
  }

  #text(bytes: Buffer): string {
    const isFirst = this.#bytes === 0;
    if (isFirst && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))) {
      throw this.#fault('utf16', bytes, 0);
    }
    const nul = bytes.indexOf(0);
    if (nul !== -1) throw this.#fault('nul', bytes, nul);
    if (!isUtf8(bytes)) throw this.#fault('not_utf8', bytes, firstFault(bytes));
    this.#bytes += bytes.length;
    this.#line += newlines(bytes);
    const text = bytes.toString('utf8');
    return isFirst && text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  #fault(reason: 'utf16' | 'nul' | 'not_utf8', bytes: Buffer, at: number): CsvFault {
    return new CsvFault(reason, this.#line + newlines(bytes.subarray(0, at)), { byte: this.#bytes + at });
  }
}
