import type { FieldFilter } from '@mailhaul/application';

/**
 * The read models as they are after the events so far; what a projection changes is written down here and applied later.
 * Where a write was cut short, events are projected again: documents that show an event already keep what they show.
 */
export interface Draft {
  get<T extends object>(collection: string, id: string): Promise<T | undefined>;
  put(collection: string, id: string, body: object): void;
  remove(collection: string, id: string): void;
  /** The document that was got shows this event already. */
  isShown(collection: string, id: string): boolean;
  /** Every document that the filters find; without filters all of the tenant's. Slow, for rare events; what it gives may be changed on the way. */
  each<T extends object>(
    collection: string,
    filters: readonly FieldFilter[],
  ): AsyncIterable<{ readonly id: string; readonly body: T }>;
  /**
   * Removes every document that the filters find, however many. Some may be gone before the event is done: only for
   * documents that nothing is counted from and that can be swept again.
   */
  sweep(collection: string, filters: readonly FieldFilter[]): Promise<void>;
}
