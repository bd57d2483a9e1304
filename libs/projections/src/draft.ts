import type { FieldFilter } from '@mailhaul/application';

/** A document's body. What the API does not know of is stripped when it answers. */
export type Body = Record<string, unknown>;

/** The read models as they are after the events so far; what a projection changes is written down here and applied later. */
export interface Draft {
  get<T extends object>(collection: string, id: string): Promise<T | undefined>;
  put(collection: string, id: string, body: object): void;
  remove(collection: string, id: string): void;
  /** Every document that the filters find. Slow, for rare events; what it gives may be changed on the way. */
  each<T extends object>(
    collection: string,
    filters: readonly FieldFilter[],
  ): AsyncIterable<{ readonly id: string; readonly body: T }>;
}
