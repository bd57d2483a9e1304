import type { EventStore, RecordedEvent } from '@mailhaul/application';

/** Where a mailbox's first start or end stands. */
export interface FirstOfMailbox {
  readonly about: 'mailbox-started' | 'mailbox-completed';
  /** Absent: it is in none. */
  readonly jobId: string | undefined;
}

const abouts = { LeaseGranted: 'mailbox-started', PassCompleted: 'mailbox-completed' } as const;

/**
 * Whether it is the first time that the mailbox is begun, or completed, since it came or was reset: deltas of each night are no news.
 * Asks the mailbox's own stream, which is short.
 */
export async function firstOfMailbox(
  event: RecordedEvent,
  events: EventStore,
): Promise<FirstOfMailbox | undefined> {
  const about = abouts[event.type as keyof typeof abouts] as FirstOfMailbox['about'] | undefined;
  if (about === undefined || event.data['pass'] === 'watch') return undefined;
  let [jobId, isFirst] = [undefined as string | undefined, true];
  for await (const { type, data, revision } of events.readStream(event.stream)) {
    if (revision >= event.revision) break;
    if (type === 'PairAdded') ({ jobId } = data as { jobId?: string });
    if (type === 'PairAdded' || type === 'PairReset') isFirst = true;
    else if (type === event.type && data['pass'] !== 'watch') isFirst = false;
  }
  return isFirst ? { about, jobId } : undefined;
}
