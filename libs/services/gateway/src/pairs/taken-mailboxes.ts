import type { FieldFilter } from '@mailhaul/application';
import { type Pair, pairSchema } from '@mailhaul/contracts';
import { mailboxKeyOf } from '@mailhaul/domain';
import type { Documents } from '../commands/documents.ts';
import { keyOfSide, type TwoMailboxes } from './mailbox-keys.ts';

export interface JobSide {
  readonly tenant: string;
  readonly jobId: string;
  readonly targetConnectionId: string;
}

const askedAtOnce = 400;

/** Pairs of the whole tenant that write to one of these mailboxes over the same connection, by the key of their target. */
export async function pairsByTarget(
  documents: Documents,
  { tenant, targetConnectionId }: JobSide,
  rows: readonly TwoMailboxes[],
): Promise<ReadonlyMap<string, Pair>> {
  const found = new Map<string, Pair>();
  for (let from = 0; from < rows.length; from += askedAtOnce) {
    // As the read models write it.
    const keys = rows
      .slice(from, from + askedAtOnce)
      .flatMap(({ target = '', targetKind }) =>
        target === '' ? [] : [mailboxKeyOf(target.toLowerCase(), targetKind)],
      )
      .map((key) => `${targetConnectionId} ${key}`);
    const fields: readonly FieldFilter[] = [{ field: 'targetKey', is: 'one-of', values: keys }];
    const pairs = documents.each({
      ...{ collection: 'pairs', schema: pairSchema, tenant, defaultSort: 'target', fields },
    });
    for await (const pair of pairs) found.set(keyOfSide(pair, 'target'), pair);
  }
  return found;
}
