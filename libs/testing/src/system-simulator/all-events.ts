import type { RecordedEvent } from '@mailhaul/application';
import type { SystemStage } from './system-stage.ts';

/** The whole log, in its order. */
export async function allEvents({ log }: SystemStage): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (const name of await log.listStreams('')) {
    for await (const event of log.readStream(name)) events.push(event);
  }
  return events.sort((a, b) => (a.position < b.position ? -1 : 1));
}
