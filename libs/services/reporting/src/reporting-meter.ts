/** What an item came to. */
export type ItemOutcome = 'migrated' | 'excluded' | 'failed' | 'gone' | 'collapsed';

export type PassOutcome = 'completed' | 'paused' | 'failed';

/** Told what is counted, for whoever watches the process. */
export interface ReportingMeter {
  /** Each time: also when the read models are made anew. */
  eventsProjected(category: string, count: number): void;
  /** These three once for each event that was recorded since the process started. */
  itemsSettled(outcome: ItemOutcome, count: number): void;
  bytesCopied(count: number): void;
  passEnded(outcome: PassOutcome): void;
  /** Called once: `read` tells the age of the oldest event that was read and is not in the read models yet. */
  watchLagMs(read: () => number): void;
}
