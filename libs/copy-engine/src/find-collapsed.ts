import { hashItems } from './hash-items.ts';
import { listWhole } from './list-items.ts';
import { type ExpectedItem, matchExpected } from './match-expected.ts';
import type { BatchView, RowView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';
import { expectedOf } from './expected-of.ts';

/**
 * A target that tells no ids may merge equal items without a word. Where fewer ids were given out than items were written,
 * looks for the settled items whose place is not known: an item that is not there while an equal one is was merged with
 * it. The caller holds the folder's gate alone.
 */
export async function findCollapsed(run: PassRun, t: number): Promise<void> {
  const { ledger, rules } = run.context;
  await ledger.flush();
  const unlocated = ledger
    .batchesInto(t)
    .map((batch) => ({ batch, expected: expectedOf(batch).filter(({ isSettled }) => isSettled) }))
    .filter(({ expected }) => expected.length > 0);
  const { profile } = ledger;
  if (unlocated.length === 0 || profile === undefined || !profile.bytes) return;
  const target = ledger.target(t);
  const fence = Math.min(...unlocated.map(({ batch }) => batch.fence));
  const listing = await run.targetControl.run((session) => listWhole(session, target.id, {}));
  if (listing.state.generation !== target.generation) return;
  if (!profile.merges) {
    const written = unlocated.reduce((sum, { expected }) => sum + expected.length, 0);
    const claimed = [...ledger.claimsOf(t)].filter(({ targetId }) => targetId >= fence).length;
    // Where the connector gives the ids itself, one that is not there says that nothing was seen.
    if (run.targetCapabilities?.areIdsOwn === true) return;
    const isRebased = unlocated.some(({ batch }) => batch.isRebased);
    if (isRebased || listing.state.nextId - fence >= written + claimed) return;
    await ledger.recordProfile({ ...profile, merges: true });
  }
  const keyOf = (item: { size: number; epochSeconds: number }) =>
    `${item.size} ${item.epochSeconds}`;
  const items = listing.items.map(({ id, size, receivedAt }) => {
    return { id, key: keyOf({ size, epochSeconds: receivedAt.epochSeconds }) };
  });
  const isFree = (id: number) => id >= fence && !target.isClaimed(id) && !target.isSurplus(id);
  const freeCount = countBy(items.filter(({ id }) => isFree(id)).map(({ key }) => key));
  const wantedCount = countBy(unlocated.flatMap(({ expected }) => expected.map(keyOf)));
  const isShort = (key: string) => (freeCount.get(key) ?? 0) < (wantedCount.get(key) ?? 0);
  const short = items.filter(({ key }) => isShort(key));
  const evidence = await run.targetControl.run((session) =>
    hashItems(session, target.id, {
      forms: run.forms,
      generation: target.generation,
      ids: short.map(({ id }) => id),
    }),
  );
  const present = new Set([...evidence.values()].map(({ hash }) => hash));
  const candidates = [...evidence]
    .filter(([id]) => isFree(id))
    .map(([id, { hash }]) => ({ id, hash }));
  const wanted = unlocated.flatMap(({ expected }) => expected.filter((e) => isShort(keyOf(e))));
  const matches = matchExpected(wanted, candidates, rules);
  const located = new Map(matches.map((match) => [match.expected, match.id]));
  for (const { batch, expected } of unlocated) {
    const merged = expected.filter(
      (item) =>
        isShort(keyOf(item)) &&
        !located.has(item) &&
        item.hash !== undefined &&
        present.has(item.hash),
    );
    const found = expected.flatMap((item) => {
      const id = located.get(item);
      return id === undefined ? [] : [{ index: item.index, id }];
    });
    if (merged.length === 0 && found.length === 0) continue;
    await ledger.recordRecovered({
      b: batch.b,
      found,
      collapsed: merged.map(({ index }) => index),
      rest: undefined,
      watchUntilWallMs: batch.watchUntilWallMs,
    });
    tellMerged(run, batch, merged);
  }
}

/** They were told as migrated when they were settled. */
function tellMerged(run: PassRun, batch: BatchView, merged: readonly ExpectedItem[]): void {
  if (merged.length === 0) return;
  const rows: readonly RowView[] = batch.items();
  const bytes = merged.reduce((sum, { index }) => sum + (rows[index]?.size ?? 0), 0);
  run.context.report({
    kind: 'settled',
    path: run.context.ledger.folder(batch.f).sourcePath.join('/'),
    counts: { migrated: -merged.length, collapsed: merged.length },
    bytes: -bytes,
  });
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
