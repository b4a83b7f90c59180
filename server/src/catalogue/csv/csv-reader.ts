import { CsvFault } from './csv-fault.ts';

export interface CsvRecord {
  /** On which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export const maxRecordCharacters = 65_536;

const lineBreaks = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

/**
 * Reads CSV (RFC 4180) that comes in pieces; lines may end in CR LF, LF or CR. Strict where guessing would shift columns: a quote
 * within an unquoted value or text behind a closing quote ends it. Empty lines are no records. Holds at most one record.
 * Not csv-parse, which took half of the time of an import.
 */
export class CsvReader {
  readonly #delimiter: string;
  readonly #plain: RegExp;
  #rest = '';
  #line = 1;

  constructor(delimiter: ',' | ';') {
    this.#delimiter = delimiter;
    this.#plain = new RegExp(`[^"\\r\\n${delimiter}]*`, 'y');
  }

  /** @throws CsvFault */
  push(text: string): CsvRecord[] {
    return this.#read(this.#rest + text, false);
  }

  /** @throws CsvFault */
  end(): CsvRecord[] {
    return this.#read(this.#rest, true);
  }

  #read(text: string, isEnd: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < text.length) {
      const read = this.#record(text, at, isEnd);
      if (!read) break;
      const { cells, end, breaks } = read;
      if (end - at > maxRecordCharacters) throw this.#tooLong();
      if (cells.length > 1 || cells[0] !== '' || text[at] === '"') records.push({ line: this.#line, cells });
      this.#line += breaks;
      at = end;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > maxRecordCharacters) throw this.#tooLong();
    return records;
  }

  /** One record from `start` on; undefined where the text ends before it does. */
  #record(text: string, start: number, isEnd: boolean): { cells: string[]; end: number; breaks: number } | undefined {
    const cells: string[] = [];
    let at = start;
    let breaks = 0;
    for (;;) {
      if (text[at] === '"') {
        const quoted = this.#quoted(text, at, isEnd);
        if (!quoted) return undefined;
        cells.push(quoted.value);
        breaks += lineBreaks(quoted.value);
        at = quoted.end;
      } else {
        this.#plain.lastIndex = at;
        this.#plain.exec(text);
        const end = this.#plain.lastIndex;
        if (text[end] === '"') throw new CsvFault('quote_in_value', this.#line + breaks);
        cells.push(text.slice(at, end));
        at = end;
      }
      const next = text[at];
      if (next === undefined) return isEnd ? { cells, end: at, breaks } : undefined;
      at += 1;
      if (next === this.#delimiter) continue;
      if (next === '\r') {
        // Only what follows tells whether one line ends here or this is half of CR LF.
        if (at === text.length && !isEnd) return undefined;
        if (text[at] === '\n') at += 1;
      }
      return { cells, end: at, breaks: breaks + 1 };
    }
  }

  #quoted(text: string, start: number, isEnd: boolean): { value: string; end: number } | undefined {
    let from = start + 1;
    for (;;) {
      const quote = text.indexOf('"', from);
      if (quote === -1) {
        if (isEnd) throw new CsvFault('quote_not_closed', this.#line);
        return undefined;
      }
      const next = text[quote + 1];
      if (next === '"') {
        from = quote + 2;
        continue;
      }
      if (next === undefined && !isEnd) return undefined;
      if (next !== undefined && next !== this.#delimiter && next !== '\r' && next !== '\n') {
        throw new CsvFault('text_after_quote', this.#line + lineBreaks(text.slice(start, quote)));
      }
      const value = text.slice(start + 1, quote);
      return { value: value.includes('"') ? value.replaceAll('""', '"') : value, end: quote + 1 };
    }
  }

  #tooLong(): CsvFault {
    return new CsvFault('record_too_long', this.#line, { argument: String(maxRecordCharacters) });
  }
}

/** Which of the two the header uses more, outside of quotes. */
export function delimiterOf(text: string): ',' | ';' {
  const header = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)?.[0] ?? '';
  const unquoted = header.replaceAll(/"(?:[^"]|"")*"/g, '');
  return unquoted.split(';').length > unquoted.split(',').length ? ';' : ',';
}
