import { latinDigits } from '@zakpos/domain';

/** What tells a scanner's burst of keys from a person's typing. */
export interface ScanLimits {
  minCharacters: number;
  /** Mean pause between two characters. */
  maxMeanGapMs: number;
  /** Longest single pause, and the silence that ends a burst without Enter or Tab. */
  maxGapMs: number;
}

/** Bluetooth scanners pause for up to 150 ms; nobody types six characters at 50 ms each. */
export const defaultScanLimits: ScanLimits = { minCharacters: 6, maxMeanGapMs: 50, maxGapMs: 150 };

/** `text` is what a person typed; `wrong_keyboard` is a burst whose letters an input method turned into Bangla. */
export type BurstEnd = { kind: 'scan'; code: string } | { kind: 'wrong_keyboard' } | { kind: 'text'; text: string };

const hasBanglaLetter = (text: string): boolean => /[\u0980-\u09E5\u09F0-\u09FE]/.test(text);

/** Collects characters with their times and says at the end of a burst whether a scanner sent it. */
export class BurstDetector {
  private characters = '';
  private count = 0;
  private firstAtMs = 0;
  private lastAtMs = 0;
  private readonly limits: ScanLimits;

  constructor(limits: ScanLimits = defaultScanLimits) {
    this.limits = limits;
  }

  /** Whether no burst has begun, or the one before this instant is over. */
  isIdle(atMs: number): boolean {
    return this.count === 0 || atMs - this.lastAtMs > this.limits.maxGapMs;
  }

  /** Takes one or more characters that arrived together. Returns whether they begin a new burst. */
  add(text: string, atMs: number): boolean {
    const begins = this.isIdle(atMs);
    if (begins) {
      this.characters = '';
      this.count = 0;
      this.firstAtMs = atMs;
    }
    this.characters += text;
    this.count += text.length;
    this.lastAtMs = atMs;
    return begins;
  }

  /** Whether what was collected is a scan, were nothing more to come. */
  isScanSoFar(): boolean {
    if (this.count < this.limits.minCharacters) return false;
    return (this.lastAtMs - this.firstAtMs) / (this.count - 1) <= this.limits.maxMeanGapMs;
  }

  /** Whether what was collected is a scan that ends at this instant. */
  looksLikeScan(atMs: number): boolean {
    return !this.isIdle(atMs) && this.isScanSoFar();
  }

  /** Ends the burst, by Enter, by Tab or by silence (then `atMs` is the last character's instant), and begins anew. */
  end(atMs: number): BurstEnd {
    const isScan = this.looksLikeScan(atMs);
    const text = this.characters;
    this.characters = '';
    this.count = 0;
    if (!isScan) return { kind: 'text', text };
    return hasBanglaLetter(text) ? { kind: 'wrong_keyboard' } : { kind: 'scan', code: latinDigits(text).trim() };
  }

  /** Ends the burst because nothing came any more. */
  endBySilence(): BurstEnd {
    return this.end(this.lastAtMs);
  }
}

/** The part of a keyboard event that says which character was meant. */
export interface KeyPress {
  key: string;
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

const isPrintableAscii = (key: string): boolean => /^[\u0020-\u007E]$/.test(key);
const codeCharacters: Record<string, string> = { Minus: '-', Period: '.', Slash: '/', Space: ' ', NumpadDecimal: '.' };

/**
 * The character that a key stands for, or undefined where it has none. The key's place comes first, because a scanner types
 * as an American keyboard whatever layout or input method is on; then the character itself.
 */
export const characterOf = (press: KeyPress): string | undefined => {
  if (press.ctrlKey || press.altKey || press.metaKey) return undefined;
  const [, digit] = /^(?:Digit|Numpad)(\d)$/.exec(press.code) ?? [];
  if (digit !== undefined && !(press.shiftKey && press.code.startsWith('Digit'))) return digit;
  const [, letter] = /^Key([A-Z])$/.exec(press.code) ?? [];
  if (letter !== undefined) return press.shiftKey ? letter : letter.toLowerCase();
  if (isPrintableAscii(press.key)) return press.key;
  if (/^[\u0980-\u09FE]$/.test(press.key)) return latinDigits(press.key);
  return codeCharacters[press.code];
};
