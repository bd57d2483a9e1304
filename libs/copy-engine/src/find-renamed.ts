import {
  ConnectorError,
  type Folder,
  type FolderState,
  type ItemInfo,
} from '@mailhaul/connector-contract';
import { hashItems } from './hash-items.ts';
import { rowsAtSource } from './leave-out-folders.ts';
import { listWhole } from './list-items.ts';
import type { FolderView, RowView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/** Users delete and move meanwhile: not every item need be there. */
const foundShareMin = 0.9;
/** Of fewer items size and date are too little. */
const foundItemsMin = 3;

/** What a folder that the ledger does not know was called before; an error: it could not be looked into. */
export type Renames = ReadonlyMap<string, FolderView | ConnectorError>;

/**
 * A source folder that the ledger does not know by its id may be one that was renamed, when a known one's id is gone. Of
 * the same generation it is taken for it when every id that both know has the same size and date. Some servers begin a
 * new generation with the new name: then, when it begins with what the known one held, in its order, and is the only one.
 */
export async function findRenames(run: PassRun, sources: readonly Folder[]): Promise<Renames> {
  const all = run.context.ledger.folders();
  const known = new Set(all.map(({ sourceId }) => sourceId));
  const vanished = all.filter(({ sourceId }) => !run.sourceFolders.has(sourceId));
  const found = new Map<string, FolderView | ConnectorError>();
  if (vanished.length === 0) return found;
  const candidates: Candidate[] = [];
  for (const source of sources) {
    // INBOX is never another's new name (RFC 9051 §6.3.6); a selection holds everybody's items.
    if (known.has(source.id) || source.specialUse === 'inbox' || source.isSelection) continue;
    try {
      const candidate = await lookInto(run, source, vanished);
      if (candidate !== undefined) candidates.push(candidate);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.scope !== 'folder') throw error;
      found.set(source.id, error);
    }
  }
  const pairs = new Map<Candidate, FolderView>();
  await pairUp({ candidates, vanished, pairs }, ({ state, items }, folder) =>
    Promise.resolve(hasIdsOf(folder, state) && hasSameIds(run, folder, items)),
  );
  await pairUp({ candidates, vanished, pairs }, (candidate, folder) =>
    beginsAs(run, folder, candidate),
  );
  for (const [{ source }, folder] of pairs) found.set(source.id, folder);
  return found;
}

interface Candidate {
  readonly source: Folder;
  readonly state: FolderState;
  readonly items: readonly ItemInfo[];
}

async function lookInto(
  run: PassRun,
  source: Folder,
  vanished: readonly FolderView[],
): Promise<Candidate | undefined> {
  const state =
    source.state ?? (await run.sourceControl.run((session) => session.folderState(source.id)));
  if (!vanished.some((folder) => mayHold(folder, source, state))) return undefined;
  const { items } = await run.sourceControl.run((session) => listWhole(session, source.id, {}));
  return { source, state, items };
}

/** Adds those of whom each is the only one for the other. */
async function pairUp(
  what: {
    readonly candidates: readonly Candidate[];
    readonly vanished: readonly FolderView[];
    readonly pairs: Map<Candidate, FolderView>;
  },
  isOne: (candidate: Candidate, folder: FolderView) => Promise<boolean>,
): Promise<void> {
  const taken = new Set(what.pairs.values());
  const matches: [Candidate, FolderView][] = [];
  for (const candidate of what.candidates.filter((one) => !what.pairs.has(one))) {
    for (const folder of what.vanished.filter((one) => !taken.has(one))) {
      if (await isOne(candidate, folder)) matches.push([candidate, folder]);
    }
  }
  for (const [candidate, folder] of matches) {
    const rivals = matches.filter(([one, other]) => one === candidate || other === folder);
    if (rivals.length === 1) what.pairs.set(candidate, folder);
  }
}

/** Of one generation, and the ledger's items are known by its ids. */
function hasIdsOf(folder: FolderView, state: FolderState): boolean {
  return folder.generation === state.generation && folder.below > 0;
}

/** Cheap: what needs no listing. */
function mayHold(folder: FolderView, source: Folder, state: FolderState): boolean {
  if (hasIdsOf(folder, state)) return folder.below > 1 && folder.below <= state.nextId;
  // Into Trash or Archive whole folders are emptied: that makes none of them a new name.
  if (source.specialUse !== undefined) return false;
  const rowCount = rowsAtSource(folder);
  return rowCount > 0 && state.itemCount >= rowCount * foundShareMin;
}

async function beginsAs(run: PassRun, folder: FolderView, candidate: Candidate): Promise<boolean> {
  const { source, state, items } = candidate;
  if (hasIdsOf(folder, state) || !mayHold(folder, source, state)) return false;
  if (rowsAtSource(folder) >= foundItemsMin) return beginsWithMostOf(run, folder, items);
  return beginsWithBytesOf(run, folder, candidate);
}

function hasSameIds(run: PassRun, folder: FolderView, items: readonly ItemInfo[]): boolean {
  const listed = new Map(items.map((item) => [item.id, item]));
  let agreed = 0;
  for (const row of folder.rows()) {
    const item = listed.get(row.sourceId);
    if (item === undefined) continue;
    const isSame = isLike(run, row, item);
    // Told as gone while the folder could not be seen under its new name.
    if (!isSame && row.standing === 'gone') continue;
    if (!isSame) return false;
    agreed += 1;
  }
  return agreed > 0;
}

/**
 * New ids come in the order of the old ones, so nearly all that the known one held must be there in its order, and before
 * it only what the known one held as well: mail that was moved into a folder of its own past is not enough.
 */
function beginsWithMostOf(run: PassRun, folder: FolderView, items: readonly ItemInfo[]): boolean {
  const rows = presentRows(folder);
  let at = 0;
  let foundCount = 0;
  for (const row of rows) {
    const found = items.findIndex((item, index) => index >= at && isLike(run, row, item));
    if (found < 0) continue;
    at = found + 1;
    foundCount += 1;
  }
  if (at > Math.max(folder.enumeratedCount, rows.length)) return false;
  return foundCount >= foundItemsMin && foundCount >= rows.length * foundShareMin;
}

/** Of one or two items all must be there, first in the folder, byte for byte. What was never read cannot be known again. */
async function beginsWithBytesOf(
  run: PassRun,
  folder: FolderView,
  { source, state, items }: Candidate,
): Promise<boolean> {
  const rows = presentRows(folder);
  const first = items.slice(0, rows.length);
  const mayBe = rows.every((row, at) => {
    const item = first[at];
    return row.hash !== undefined && item !== undefined && isLike(run, row, item);
  });
  if (!mayBe) return false;
  const ids = first.map(({ id }) => id);
  const evidence = await run.sourceControl.run((session) =>
    hashItems(session, source.id, { generation: state.generation, ids, forms: run.forms }),
  );
  return rows.every((row, at) => evidence.get(ids[at] ?? 0)?.hash === row.hash);
}

function presentRows(folder: FolderView): RowView[] {
  return [...folder.rows()]
    .filter(({ standing }) => standing !== 'gone' && standing !== 'forgotten')
    .toSorted((a, b) => a.sourceId - b.sourceId);
}

/** Where the source only estimates sizes, or the item had no form to be measured in, the date says it alone. */
function isLike(run: PassRun, row: RowView, item: ItemInfo): boolean {
  const isSizeKnown = run.sourceCapabilities?.areSizesEstimates !== true && row.size > 0;
  const isOfSize = !isSizeKnown || item.size === row.size;
  return isOfSize && item.receivedAt.epochSeconds === row.epochSeconds;
}
