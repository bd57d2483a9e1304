import type { ItemInfo } from '@mailhaul/connector-contract';
import { expectedOf } from './expected-of.ts';
import type { ItemEvidence } from './hash-items.ts';
import type { BatchView, RowView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';
import { sourceEvidence } from './source-evidence.ts';

/**
 * Copies behind a watched fence that the target altered, under the hash of the item that they are copies of: of the same
 * essence, else of the same Message-ID and another size. Once the target was seen to alter items, also what has neither a
 * Message-ID nor another item's bytes: that is enough to be told, and never to be taken for an item that has no copy.
 */
export async function asOriginals(
  run: PassRun,
  batch: BatchView,
  copies: {
    readonly likely: readonly ItemInfo[];
    readonly evidence: ReadonlyMap<number, ItemEvidence>;
  },
): Promise<ReadonlyMap<number, ItemEvidence>> {
  const { ledger, rules } = run.context;
  const { likely, evidence } = copies;
  const hashes = new Set(batch.items().map(({ hash }) => hash));
  const strange = likely.filter(({ id }) => !hashes.has(evidence.get(id)?.hash));
  // Nothing is known of what it does to bytes before the profile says so.
  const isMeant = rules.askAboutAltered && ledger.profile?.bytes === true;
  if (strange.length === 0 || !isMeant) return evidence;
  const dates = new Set(strange.map(({ receivedAt }) => receivedAt.epochSeconds));
  const originals = await originalsOf(run, batch, dates);
  const altersSome = ledger.profile?.altersSome === true;
  const known = new Map(evidence);
  for (const copy of strange) {
    const theirs = evidence.get(copy.id);
    if (theirs === undefined || originals.some(({ row }) => row.hash === theirs.hash)) continue;
    const alike = originals.filter(({ row }) => row.epochSeconds === copy.receivedAt.epochSeconds);
    const strengths = alike.map((one) => strengthOf(one, { ...copy, theirs, altersSome }));
    const strongest = Math.max(0, ...strengths);
    // It may be the only copy of an item of unknown place: nothing tells it from one that repeats another.
    const isDoubtful =
      strongest < certain && alike.some(({ isOwed }, at) => isOwed && strengths[at]);
    if (isDoubtful) continue;
    const hash = alike[strengths.indexOf(strongest)]?.row.hash;
    if (strongest > 0 && hash !== undefined) known.set(copy.id, { ...theirs, hash });
  }
  return known;
}

/** From here on a copy is told by more than its date. */
const certain = 3;

interface Original {
  readonly row: RowView;
  /** Its place is not known. */
  readonly isOwed: boolean;
  readonly ours: ItemEvidence | undefined;
}

/** Items that a copy may be of: those that are owed one, in whatever batch, before the rest of this one. */
async function originalsOf(
  run: PassRun,
  batch: BatchView,
  dates: ReadonlySet<number>,
): Promise<readonly Original[]> {
  const { ledger } = run.context;
  const { t } = ledger.folder(batch.f);
  const found: Original[] = [];
  const add = async (f: number, rows: readonly RowView[], isOwed: boolean) => {
    const near = rows.filter(({ epochSeconds }) => dates.has(epochSeconds));
    if (near.length === 0) return;
    const ids = near.map(({ sourceId }) => sourceId);
    const sources = await sourceEvidence(run, f, ids);
    for (const row of near) found.push({ row, isOwed, ours: sources.get(row.sourceId) });
  };
  for (const one of ledger.batchesInto(t)) {
    const rows = one.items();
    await add(
      one.f,
      expectedOf(one).flatMap(({ index }) => rows[index] ?? []),
      true,
    );
  }
  await add(batch.f, batch.items(), false);
  return found;
}

/** 0: it is none of its copies. */
function strengthOf(
  { row, ours }: Original,
  copy: { readonly size: number; readonly theirs: ItemEvidence; readonly altersSome: boolean },
): number {
  const { size, theirs, altersSome } = copy;
  const { standing } = row;
  const isTold = standing === 'migrated' || standing === 'collapsed' || standing === 'doubtful';
  const isLikely = altersSome && isTold;
  // It cannot be read any more.
  if (ours === undefined) return isLikely ? 1 : 0;
  if (ours.essence === theirs.essence) return certain + 1;
  if (ours.messageIdHash !== theirs.messageIdHash) return 0;
  if (theirs.messageIdHash === undefined) return isLikely ? 2 : 0;
  return altersSome || size !== row.size ? certain : 0;
}
