import type { LogPosition, StoredDocument } from '@mailhaul/application';
import type { ReadEvent } from '@mailhaul/projections';
import { ItemTally } from './item-tally.ts';
import type { PassOutcome, ReportingMeter } from './reporting-meter.ts';

const passEnds: ReadonlyMap<string, PassOutcome> = new Map([
  ['PassCompleted', 'completed'],
  ['PassPaused', 'paused'],
  ['PassFailed', 'failed'],
]);

/** Counts what is projected. Several projectors may give it the same events, each in the log's order. */
export class EventCount {
  readonly #meter: ReportingMeter;
  readonly #startedAtMs: number;
  readonly #onTrouble: (error: unknown) => void;
  readonly #items: ItemTally;
  #countedTo: LogPosition | undefined;

  constructor(
    meter: ReportingMeter,
    options: {
      /** What was recorded before is of the past, and not counted as happening. */
      readonly startedAtMs: number;
      /** Told of an event that cannot be counted. */
      readonly onTrouble: (error: unknown) => void;
    },
  ) {
    this.#meter = meter;
    this.#startedAtMs = options.startedAtMs;
    this.#onTrouble = options.onTrouble;
    this.#items = new ItemTally(meter);
  }

  /** What was begun before the start and is settled after it counts whole. */
  remember(batches: readonly StoredDocument[]): void {
    for (const { tenant, id, body } of batches) {
      const { items } = body;
      if (typeof items === 'string') this.#items.remember(tenant, id, items);
    }
  }

  take(events: readonly ReadEvent[]): void {
    for (const [category, { length }] of Map.groupBy(events, (event) => event.category)) {
      this.#meter.eventsProjected(category, length);
    }
    for (const event of events) {
      const isNew =
        this.#countedTo === undefined
          ? event.recordedAtMs >= this.#startedAtMs
          : event.position > this.#countedTo;
      if (!isNew) continue;
      this.#countedTo = event.position;
      this.#count(event);
    }
  }

  #count(event: ReadEvent): void {
    const isOfCopy = event.category === 'pair' && event.data['pass'] !== 'watch';
    const end = isOfCopy ? passEnds.get(event.type) : undefined;
    if (end !== undefined) this.#meter.passEnded(end);
    if (event.category !== 'ledger') return;
    try {
      this.#items.take(event);
    } catch (error) {
      this.#onTrouble(error);
    }
  }
}
