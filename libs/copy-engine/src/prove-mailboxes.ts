import { ConnectorError, type Folder, type ItemInfo } from '@mailhaul/connector-contract';
import { hashItems } from './hash-items.ts';
import { listWhole } from './list-items.ts';
import { settlingTimeOf } from './lost-writes.ts';
import type { ClaimView, FolderView, RowView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/** Folders that are looked into, the fullest first, and items of each: the oldest and the newest. */
const foldersMax = 5;
const itemsOfEachEnd = 10;
/** Of the items of a folder that look alike, the smallest are read: mail to all has one size and date in every mailbox. */
const readMax = 5;
const readBytesMax = 1 << 20;

type Side = 'source' | 'target';

interface Evidence {
  /** Known items that are where they were, as they were. */
  agreed: number;
  /** Others stand in their places. */
  refuted: number;
}

/**
 * A side that is called otherwise than by the passes before is to be the same mailbox under another name. Its server's own numbers say
 * whether it is: folders of the generation that the ledger knows, with items of the ledger's numbers, sizes and dates, and some of its bytes. At the source
 * it is enough that nothing speaks against it, for what is numbered anew is known by its bytes; of the target something must speak for it, else
 * all that was copied to another mailbox would be taken for copied to this one. @throws ConnectorError `other-mailboxes`
 */
export async function proveMailboxes(
  run: PassRun,
  folders: { readonly sources?: readonly Folder[]; readonly targets: readonly Folder[] },
): Promise<void> {
  const { mailboxes } = run.context.ledger;
  const { unproven } = mailboxes;
  if (unproven.size === 0) return;
  const { sources, targets } = folders;
  if (unproven.has('target')) {
    const seen = await lookAtTarget(run, targets);
    if (seen !== undefined && seen.agreed <= seen.refuted) throw other(run, 'target');
  }
  if (sources === undefined) return;
  if (unproven.has('source')) {
    const seen = await lookAtSource(run, sources);
    if (seen.agreed < seen.refuted) throw other(run, 'source');
  }
  await mailboxes.recordProven();
}

async function lookAtSource(run: PassRun, sources: readonly Folder[]): Promise<Evidence> {
  const evidence: Evidence = { agreed: 0, refuted: 0 };
  const areSizesTold = run.sourceCapabilities?.areSizesEstimates !== true;
  const known = run.context.ledger.folders().filter(({ generation }) => generation !== 0);
  for (const folder of fullest(known, rowCountOf)) {
    const { id } = sources.find((one) => one.id === folder.sourceId) ?? {};
    const rows = [...folder.rows()].filter(
      ({ standing, sourceId }) => standing !== 'gone' && standing !== 'forgotten' && sourceId > 0,
    );
    if (id === undefined || folder.below === 0) continue;
    const { generation } = folder;
    const place = { folderId: id, generation };
    const items = await itemsNow(run, 'source', {
      ...place,
      ids: rows.map(({ sourceId }) => sourceId),
    });
    const alike: Alike[] = [];
    for (const row of rows) {
      const item = items.get(row.sourceId);
      if (item === undefined) continue;
      const isOfSize = !areSizesTold || row.size === 0 || item.size === row.size;
      if (isOfSize && isOfDate(row, item)) alike.push({ row, item });
      else evidence.refuted += 1;
    }
    await weigh(run, 'source', { ...place, alike, evidence });
  }
  return evidence;
}

/** Undefined: nothing was ever copied, so that every mailbox will do. */
async function lookAtTarget(
  run: PassRun,
  targets: readonly Folder[],
): Promise<Evidence | undefined> {
  const evidence: Evidence = { agreed: 0, refuted: 0 };
  const { ledger } = run.context;
  const numbers = [...new Set(ledger.folders().map(({ t }) => t))];
  const claims = new Map(numbers.map((t) => [t, [...ledger.claimsOf(t)]]));
  const filled = numbers.filter((t) => claims.get(t)?.length !== 0);
  if (filled.length === 0) return undefined;
  for (const t of fullest(filled, (one) => claims.get(one)?.length ?? 0)) {
    const { id, generation } = ledger.target(t);
    const rows = claims.get(t) ?? [];
    if (!targets.some((folder) => folder.id === id)) continue;
    const ids = rows.map(({ targetId }) => targetId);
    const place = { folderId: id, generation };
    const items = await itemsNow(run, 'target', { ...place, ids });
    const alike: Alike[] = [];
    for (const row of rows) {
      const item = items.get(row.targetId);
      const isSame = item && isCopyOf(run, row, item);
      if (item === undefined || isSame === undefined) continue;
      if (isSame && item.marker === undefined) alike.push({ row, item });
      else count(evidence, isSame);
    }
    await weigh(run, 'target', { ...place, alike, evidence });
  }
  return evidence;
}

/** Undefined: this target alters all that could be compared. */
function isCopyOf(run: PassRun, row: ClaimView, item: ItemInfo): boolean | undefined {
  const { profile } = run.context.ledger;
  if (item.marker !== undefined && row.sourceId > 0) {
    return item.marker === run.marked.of(row.f, row.sourceId);
  }
  const areSizesKept = profile?.bytes === true && profile.altersSome !== true;
  const areSizesTold = run.targetCapabilities?.areSizesEstimates !== true && row.size > 0;
  const isSizeTelling = areSizesKept && areSizesTold;
  if (!isSizeTelling && profile?.date !== true) return undefined;
  const isOfSize = !isSizeTelling || item.size === row.size;
  return isOfSize && (profile?.date !== true || isOfDate(row, item));
}

interface Alike {
  readonly row: RowView;
  readonly item: ItemInfo;
}

/** Counts those that look alike: where bytes can be compared, by them alone. */
async function weigh(
  run: PassRun,
  side: Side,
  of: {
    readonly folderId: string;
    readonly generation: number;
    readonly alike: readonly Alike[];
    readonly evidence: Evidence;
  },
): Promise<void> {
  const { folderId, generation, alike, evidence } = of;
  const { profile } = run.context.ledger;
  const areBytesKept = side === 'source' || (profile?.bytes === true && !profile.altersSome);
  const read = alike
    .filter(({ row, item }) => areBytesKept && row.hash !== undefined && item.size <= readBytesMax)
    .toSorted((a, b) => a.item.size - b.item.size)
    .slice(0, readMax);
  const slot = side === 'source' ? run.sourceControl : run.targetControl;
  const ids = read.map(({ item }) => item.id);
  const bodies =
    ids.length === 0
      ? undefined
      : await slot.run((session) =>
          hashItems(session, folderId, { generation, ids, forms: run.forms }),
        );
  let comparedCount = 0;
  for (const { row, item } of read) {
    const body = bodies?.get(item.id);
    // What is made anew each time has a hash of something else.
    if (body === undefined || body.isMadeAnew) continue;
    comparedCount += 1;
    count(evidence, body.hash === row.hash);
  }
  if (comparedCount === 0) evidence.agreed += alike.length;
}

/** Those of the first and last known numbers; none where the folder has begun a new generation. */
async function itemsNow(
  run: PassRun,
  side: Side,
  of: {
    readonly folderId: string;
    readonly generation: number;
    readonly ids: readonly number[];
  },
): Promise<ReadonlyMap<number, ItemInfo>> {
  const found = new Map<number, ItemInfo>();
  const ids = of.ids.toSorted((a, b) => a - b);
  const ends = [ids.slice(0, itemsOfEachEnd), ids.slice(itemsOfEachEnd).slice(-itemsOfEachEnd)];
  const slot = side === 'source' ? run.sourceControl : run.targetControl;
  for (const end of ends) {
    const [fromId] = end;
    const last = end.at(-1);
    if (fromId === undefined || last === undefined) continue;
    const listing = await slot.run((session) =>
      listWhole(session, of.folderId, { fromId, belowId: last + 1 }),
    );
    if (listing.state.generation !== of.generation) break;
    const wanted = new Set(end);
    for (const item of listing.items) if (wanted.has(item.id)) found.set(item.id, item);
  }
  return found;
}

function fullest<T>(all: readonly T[], sizeOf: (one: T) => number): readonly T[] {
  return all.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, foldersMax);
}

function rowCountOf({ counts }: FolderView): number {
  return Object.values(counts).reduce((sum, one) => sum + one, 0);
}

function isOfDate({ epochSeconds }: RowView, { receivedAt }: ItemInfo): boolean {
  return receivedAt.epochSeconds === epochSeconds;
}

function count(evidence: Evidence, isSame: boolean): void {
  if (isSame) evidence.agreed += 1;
  else evidence.refuted += 1;
}

/**
 * The next ledger matches what is at the target. What a former writer may still bring must be there by then, so it begins when that
 * cannot come any more.
 */
function other(run: PassRun, side: Side): ConnectorError {
  const { ledger, clock } = run.context;
  const numbers = new Set(ledger.folders().map(({ t }) => t));
  const times = [...numbers]
    .flatMap((t) => ledger.batchesInto(t))
    .flatMap((batch) => {
      const { watchUntilWallMs, safeAtWallMs } = settlingTimeOf(batch, run.settlingFacts(batch));
      return batch.isOpen ? [watchUntilWallMs, safeAtWallMs] : [batch.watchUntilWallMs];
    });
  const waitMs = Math.max(0, ...times) - clock.wallMs();
  const rest = {
    code: 'other-mailboxes' as const,
    scope: 'mailbox' as const,
    message: `what the ${side} is called now is another mailbox than the one of the passes before`,
    remedy: 'Nothing to do: a new history begins, and what is at the target is matched first.',
  };
  return waitMs > 0
    ? new ConnectorError({ ...rest, disposition: 'retryAfter', retryAfterMs: waitMs })
    : new ConnectorError({ ...rest, disposition: 'needsOperator' });
}
