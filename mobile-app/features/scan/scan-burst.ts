/** How a scanner that types is told from a person: docs' till rules, "Scanner and keys". */
export interface BurstLimits {
  fewestCharacters: number;
  meanGapMs: number;
  longestGapMs: number;
}

export const burstLimits: BurstLimits = { fewestCharacters: 6, meanGapMs: 50, longestGapMs: 150 };

export interface BurstReader {
  /** Feeds one typed character; returns true when it begins a new run of keys, so that a field's text can be kept from before it. */
  character(character: string, timeMs: number): boolean;
  /** Ends the run (Enter, Tab or silence): the code if a scanner typed it, else null. */
  end(timeMs: number): string | null;
}

/** Collects keys into runs without a long gap, and tells at a run's end whether a scanner typed it. Times are in ms, ascending. */
export const createBurstReader = (limits: BurstLimits = burstLimits): BurstReader => {
  let characters = '';
  let firstMs = 0;
  let lastMs = 0;
  return {
    character(character, timeMs) {
      const begins = characters === '' || timeMs - lastMs > limits.longestGapMs;
      if (begins) {
        characters = '';
        firstMs = timeMs;
      }
      characters += character;
      lastMs = timeMs;
      return begins;
    },
    end(timeMs) {
      const code = characters;
      characters = '';
      const gaps = code.length - 1;
      const scanned =
        code.length >= limits.fewestCharacters &&
        lastMs - firstMs <= limits.meanGapMs * gaps &&
        timeMs - lastMs <= limits.longestGapMs * 2;
      return scanned ? code : null;
    },
  };
};

const codeKeys = /^(?:Key([A-Z])|(?:Digit|Numpad)(\d))$/;

/**
 * The character that a key stands for whatever keyboard layout is active: a scanner sends key positions, and a Bangla layout would
 * turn them into Bangla letters. `code` and `key` are those of a KeyboardEvent; null for a key that types nothing.
 */
export const keyCharacter = (code: string, key: string, shift: boolean): string | null => {
  const [, letter, digit] = codeKeys.exec(code) ?? [];
  if (letter !== undefined) {
    // A Latin layout knows of caps lock, too; another one tells of the shift key only.
    const isUpper = /^[a-z]$/i.test(key) ? key === key.toUpperCase() : shift;
    return isUpper ? letter : letter.toLowerCase();
  }
  // A shifted digit row types a symbol, which only the layout knows.
  if (digit !== undefined && !shift) return digit;
  return /^.$/u.test(key) ? key : null;
};
