import type { RecordedEvent } from '@mailhaul/application';

/**
 * Events that could not be read or shown were left out of the read models, and what follows them was not held up. They
 * stay in the log: once the cause is mended, a rebuild shows them.
 */
export class EventsLeftOut extends Error {
  override readonly name = 'EventsLeftOut';
  readonly count: number;
  /** The first of them. */
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly eventType: string;

  constructor(leftOut: readonly EventLeftOut[]) {
    const [first] = leftOut;
    const { stream = '', revision = -1, id = '', type = '' } = first?.event ?? {};
    const others = leftOut.length > 1 ? ` and ${leftOut.length - 1} others` : '';
    super(
      `${type} ${id} (${stream}, revision ${revision})${others} cannot be shown: ${first?.reason ?? ''}`,
    );
    this.count = leftOut.length;
    this.stream = stream;
    this.revision = revision;
    this.eventId = id;
    this.eventType = type;
  }
}

export interface EventLeftOut {
  readonly event: RecordedEvent;
  readonly reason: string;
}

/** Why, without anything that the event holds. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  // A parser's message quotes what it could not parse.
  return error instanceof SyntaxError ? error.name : `${error.name}: ${error.message}`;
}
