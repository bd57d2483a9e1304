import { type FieldFilter, foldText } from '@mailhaul/application';
import { type Pair, pairSchema } from '@mailhaul/contracts';
import type { Documents } from '../commands/documents.ts';

export interface JobSide {
  readonly tenant: string;
  readonly jobId: string;
  readonly targetConnectionId: string;
}

const askedAtOnce = 400;

/** Pairs of the whole tenant that write to one of these mailboxes over the same connection, by folded target. */
export async function pairsByTarget(
  documents: Documents,
  { tenant, targetConnectionId }: JobSide,
  targets: readonly string[],
): Promise<ReadonlyMap<string, Pair>> {
  const found = new Map<string, Pair>();
  for (let from = 0; from < targets.length; from += askedAtOnce) {
    // As the read models write it.
    const keys = targets
      .slice(from, from + askedAtOnce)
      .map((target) => `${targetConnectionId} ${target.toLowerCase()}`);
    const fields: readonly FieldFilter[] = [{ field: 'targetKey', is: 'one-of', values: keys }];
    const pairs = documents.each({
      ...{ collection: 'pairs', schema: pairSchema, tenant, defaultSort: 'target', fields },
    });
    for await (const pair of pairs) found.set(foldText(pair.target), pair);
  }
  return found;
}
