import { pairSchema } from '@mailhaul/contracts';
import type { JobMailbox } from '@mailhaul/domain';
import { type Documents, equal } from '../commands/documents.ts';

export interface RowReader {
  readonly documents: Documents;
  readonly tenant: string;
}

/** The rows of a job as conditions see them. */
export function rowsOfJob(
  { documents, tenant }: RowReader,
  jobId: string,
): Promise<readonly JobMailbox[]> {
  const pairs = documents.each({
    ...{ collection: 'pairs', schema: pairSchema, tenant, defaultSort: 'source' },
    fields: [equal('jobId', jobId)],
  });
  return Array.fromAsync(pairs, ({ id, source, sourceKind, sourceId, ...row }) => ({
    ...{
      pairId: id,
      address: source,
      kind: sourceKind,
      mailboxId: sourceId,
      isLeaving: row.isLeaving,
    },
    ...(row.byConditions === true ? {} : { isByHand: true as const }),
  }));
}
