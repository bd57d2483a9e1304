import type { WriteOutcome, WriteResult } from '@mailhaul/connector-contract';
import { errorOf } from '../errors.ts';
import type { PreparedItem } from './prepare-items.ts';
import type { BackRead } from './read-back.ts';
import type { SessionCore } from './session-core.ts';
import type { MadeBatch } from './write-batch.ts';
import type { Made } from './create-items.ts';

/** What of a batch is there now, by the ids that it has on the server, as far as it tells them. */
export function madeIds({ made }: MadeBatch): string[] {
  return [...made.values()].flatMap((one) =>
    'ewsId' in one && one.ewsId !== '' ? [one.ewsId] : [],
  );
}

/**
 * What became of each item of a batch, with the number that it has; `read` is what was read back of those that were made. What shows of
 * markers on the way is kept for those who recover.
 */
export async function tellOutcomes(
  core: SessionCore,
  { folderId, ready, made }: MadeBatch,
  read: readonly BackRead[],
): Promise<WriteResult> {
  await learnMarkers(core, made, read);
  const numbers = await core.index.numbersOf(folderId, read);
  const generation = core.index.generation(folderId);
  const outcomes = ready.map((one): WriteOutcome => {
    if ('error' in one) return { kind: 'refused', error: one.error };
    const result = made.get(one);
    if (result === undefined) return { kind: 'refused', error: errorOf('item-refused') };
    if ('error' in result) return { kind: 'refused', error: result.error };
    const id = numbers.get(result.ewsId);
    const { leftOut } = one.flags;
    return {
      kind: 'written',
      ...(id === undefined ? {} : { generation, id }),
      ...(leftOut.length === 0 ? {} : { keywordsLeftOut: leftOut }),
    };
  });
  return { kind: 'answered', outcomes };
}

async function learnMarkers(
  { facts, memory }: SessionCore,
  made: ReadonlyMap<PreparedItem, Made>,
  read: readonly BackRead[],
): Promise<void> {
  if (facts.markers !== 'kept') {
    const found = new Map(read.map((one) => [one.ewsId, one.marker]));
    const marked = [...made].flatMap(([{ item }, one]) => {
      const isMarked = item.form !== 'exchange-stream' && item.marker !== undefined;
      return isMarked && 'ewsId' in one && found.has(one.ewsId)
        ? [found.get(one.ewsId) === item.marker]
        : [];
    });
    if (marked.length > 0) facts.markers = marked.some(Boolean) ? 'kept' : 'dropped';
  }
  await facts.remember(memory);
}
