import type { Readable } from 'node:stream';
import { AppError } from '../../platform/errors/app-error.ts';
import { CsvFault } from './csv-fault.ts';
import { CsvReader, type CsvRecord, delimiterOf, maxRecordCharacters } from './csv-reader.ts';
import { Utf8Text } from './utf8-text.ts';

const hasLine = /[\r\n]/;

/**
 * The bytes of a request. Left early, the stream stays open, for the refusal goes out on the same connection.
 * @throws CsvFault `incomplete`
 */
export async function* bytesOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch (cause) {
    // The sender has gone. What came cannot be told from a whole file, so it must not count as one.
    throw new CsvFault('incomplete', 1, { cause });
  }
}

/** Reads up to `maxBytes` at the pace of the sender; the rest comes as it arrives. `onBytes` hears how many have come. */
export async function readAhead(
  chunks: AsyncGenerator<Buffer>,
  maxBytes: number,
  onBytes: (bytes: number) => void,
): Promise<AsyncIterable<Buffer>> {
  const held: Buffer[] = [];
  let bytes = 0;
  while (bytes < maxBytes) {
    const { value, done } = await chunks.next();
    if (done) break;
    held.push(value);
    bytes += value.length;
    onBytes(bytes);
  }
  async function* all(): AsyncGenerator<Buffer> {
    // Each is let go once it is read.
    for (let chunk = held.shift(); chunk; chunk = held.shift()) yield chunk;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      onBytes(bytes);
      yield chunk;
    }
  }
  return all();
}

/**
 * Records of a CSV file as its bytes arrive: UTF-8 with or without byte order mark, `;` or `,` as its first line says.
 * @throws CsvFault, or AppError `body_too_large` beyond `maxBytes`.
 */
export async function* readCsv(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<readonly CsvRecord[]> {
  const decoder = new Utf8Text();
  let reader: CsvReader | undefined;
  let head = '';
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new AppError('body_too_large', { maxBytes }, undefined, { headers: { connection: 'close' } });
    const text = decoder.push(chunk);
    if (reader) {
      yield reader.push(text);
      continue;
    }
    head += text;
    if (!hasLine.test(head) && head.length <= maxRecordCharacters) continue;
    reader = new CsvReader(delimiterOf(head));
    yield reader.push(head);
  }
  decoder.end();
  if (!reader) {
    reader = new CsvReader(delimiterOf(head));
    yield reader.push(head);
  }
  yield reader.end();
}
