import type { FieldFilter } from '@mailhaul/application';
import type { RemovalDocument } from './documents.ts';

/** Documents of what is gone, to be removed while nothing else waits, or a little between other work. */
export interface Removing {
  /** Ids of some documents, as the store has them; at most `limit`. */
  find(
    collection: string,
    filters: readonly FieldFilter[],
    limit: number,
  ): Promise<readonly string[]>;
  /** Those that are found, however many. */
  sweep(collection: string, filters: readonly FieldFilter[]): Promise<void>;
  /** By id. */
  remove(collection: string, ids: readonly string[]): Promise<void>;
}

/** Pairs removed at a time with all that was told of them. */
const pairsMax = 50;
const ofPairs = ['failed-items', 'folders', 'open-batches', 'activity'] as const;
/** Pairs first: with them goes what they have. */
const possessions = [...ofPairs, 'news', 'job-history', 'jobs', 'connections'] as const;

/** Removes a part of what is gone; false: nothing is left of it. */
export async function removeSome(
  { jobId }: RemovalDocument,
  documents: Removing,
): Promise<boolean> {
  const filters: readonly FieldFilter[] =
    jobId === undefined ? [] : [{ field: 'jobId', is: 'equal', value: jobId }];
  for (const place of ['pairs', 'left-pairs'] as const) {
    const pairs = await documents.find(place, filters, pairsMax);
    if (pairs.length === 0) continue;
    const one: FieldFilter = { field: 'pairId', is: 'one-of', values: pairs };
    for (const collection of ofPairs) await documents.sweep(collection, [one]);
    await documents.remove(place, pairs);
    return true;
  }
  if (jobId === undefined) {
    for (const collection of possessions) await documents.sweep(collection, []);
  }
  return false;
}
