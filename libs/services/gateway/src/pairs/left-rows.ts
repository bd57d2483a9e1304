import { idSchema, type NewPair, pairSchema } from '@mailhaul/contracts';
import * as z from 'zod';
import { type Documents, equal } from '../commands/documents.ts';
import type { JobPlace } from '../jobs/job-place.ts';
import { keyOfSide } from './mailbox-keys.ts';

/** As the read models keep it. */
const leftPairSchema = z.object({
  id: idSchema,
  sourceId: z.string().optional(),
  pair: pairSchema,
});
type LeftPair = z.output<typeof leftPairSchema>;

/** Pairs that left a job by its conditions: who comes back goes on with what it had. */
export class LeftRows {
  readonly #byId = new Map<string, LeftPair>();
  readonly #bySource = new Map<string, LeftPair>();

  private constructor(rows: readonly LeftPair[]) {
    for (const row of rows) {
      if (row.sourceId !== undefined) this.#byId.set(row.sourceId, row);
      this.#bySource.set(keyOfSide(row.pair, 'source'), row);
    }
  }

  /** Of a job; `source`: only those of that address. */
  static async of(
    documents: Documents,
    { tenant, id }: JobPlace,
    source?: string,
  ): Promise<LeftRows> {
    const rows = documents.each({
      ...{ collection: 'left-pairs', schema: leftPairSchema, tenant, defaultSort: 'source' },
      fields: [equal('jobId', id), equal('isBack', false), equal('source', source)],
    });
    return new LeftRows(await Array.fromAsync(rows));
  }

  /** The row as the pair that it is of, spelt as it was; undefined: none left, or the row has another target than the one that did. */
  find<Row extends NewPair>(row: Row): { readonly id: string; readonly row: Row } | undefined {
    const { sourceId, target } = row;
    const known =
      (sourceId === undefined ? undefined : this.#byId.get(sourceId)) ??
      this.#bySource.get(keyOfSide(row, 'source'));
    if (known === undefined) return undefined;
    const { id, pair } = known;
    if (target === undefined) return { id, row: { ...row, source: pair.source } };
    if (keyOfSide(row, 'target') !== keyOfSide(pair, 'target')) return undefined;
    return { id, row: { ...row, source: pair.source, target: pair.target } };
  }
}
