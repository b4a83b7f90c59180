/** Why a file is no CSV that can be read; the message in both languages is made where it is answered. */
export type CsvFaultReason =
  | 'empty'
  | 'utf16'
  | 'not_utf8'
  | 'nul'
  | 'quote_not_closed'
  | 'quote_in_value'
  | 'text_after_quote'
  | 'record_too_long'
  | 'column_missing'
  | 'column_twice'
  | 'incomplete';

/** Nothing after it can be trusted, so the file as a whole is refused. */
export class CsvFault extends Error {
  readonly reason: CsvFaultReason;
  /** Line of the file, from 1. */
  readonly line: number;
  /** Offset of the byte, from 0, where the bytes themselves are at fault. */
  readonly byte: number | undefined;
  /** The name of a column, or a bound. */
  readonly argument: string | undefined;

  constructor(reason: CsvFaultReason, line: number, more: { byte?: number; argument?: string; cause?: unknown } = {}) {
    super(`${reason} at line ${line}`, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'CsvFault';
    this.reason = reason;
    this.line = line;
    this.byte = more.byte;
    this.argument = more.argument;
  }
}
