import { type ImportProgress, importProgress } from '@zakpos/contracts';
import { readLines } from './lines.ts';

/** The steps of a catalogue import whose answer was asked for as `application/x-ndjson`. */
export async function* readImportProgress(answer: Response): AsyncGenerator<ImportProgress> {
  if (answer.body === null) return;
  for await (const line of readLines(answer.body)) {
    if (line !== '') yield importProgress.parse(JSON.parse(line));
  }
}
