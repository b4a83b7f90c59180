import { type LiveEvent, liveEvent } from '@zakpos/contracts';
import { readLines } from './lines.ts';

/**
 * The live events of an open `text/event-stream` answer. EventSource is not used because it cannot carry the access token.
 * Events of a type that this client does not know are passed over, so that a newer server does not break an older till.
 */
export async function* readServerEvents(answer: Response): AsyncGenerator<LiveEvent> {
  if (answer.body === null) return;
  for await (const line of readLines(answer.body)) {
    if (!line.startsWith('data:')) continue;
    const event = liveEvent.safeParse(JSON.parse(line.slice(5)));
    if (event.success) yield event.data;
  }
}
