import type { LedgerEvent, ProgressWait } from '@mailhaul/domain';
import type { FolderDocument, PairDocument } from './documents.ts';
import type { Draft } from './draft.ts';
import { shownPair } from './pair-document.ts';
import { projectItems } from './items.projection.ts';
import { putPair } from './put-pair.ts';
import { folderId, leftOutFolderId } from './folder-id.ts';
import type { ReadEvent } from './read-event.ts';

/** A rate is taken over the marks of so long a time. */
const rateWindowMs = 30_000;
const marksMax = 40;

/** How a pass gets on, folder by folder, and which items failed. Ledgers of earlier generations tell nothing any more. */
export async function projectLedger(read: ReadEvent, draft: Draft): Promise<void> {
  const [pairId = '', generation = ''] = read.streamId.split('.');
  const pair = await shownPair(draft, pairId);
  if (pair === undefined || pair.generation !== Number(generation)) return;
  const event = read as unknown as LedgerEvent;
  switch (event.type) {
    case 'FolderMapped':
      await mapFolder(event, pair, draft);
      return;
    case 'FoldersLeftOut':
      await leaveOut(event, pair, draft);
      return;
    case 'PassProgressed':
      await progress(event, { pair, read }, draft);
      return;
    default:
      await projectItems(event, { pair, read }, draft);
  }
}

async function mapFolder(
  { data, sealed }: Extract<LedgerEvent, { type: 'FolderMapped' }>,
  pair: PairDocument,
  draft: Draft,
): Promise<void> {
  const id = folderId(pair.id, data.f);
  const before = await draft.get<FolderDocument>('folders', id);
  const none = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0, total: 0 };
  draft.put('folders', id, {
    ...(before ?? none),
    id,
    pairId: pair.id,
    f: data.f,
    path: (sealed?.sourcePath ?? ['(erased)']).join('/'),
    targetPath: (sealed?.targetPath ?? ['(erased)']).join('/'),
    ...(data.kind === undefined ? {} : { kind: data.kind }),
  } satisfies FolderDocument);
}

/** They stand where the others stand, each with its reason; those that were told before are told anew. */
async function leaveOut(
  { sealed }: Extract<LedgerEvent, { type: 'FoldersLeftOut' }>,
  pair: PairDocument,
  draft: Draft,
): Promise<void> {
  const folders = sealed?.folders ?? [];
  const none = { migrated: 0, failed: 0, gone: 0, collapsed: 0, pending: 0 };
  for (const [n, { path, why, count, kind }] of folders.entries()) {
    const id = leftOutFolderId(pair.id, n);
    const counts = { ...none, excluded: count, total: count };
    const shown = {
      id,
      pairId: pair.id,
      f: -1,
      path: path.join('/'),
      targetPath: '',
      leftOut: why,
    };
    const ofKind = kind === undefined ? {} : { kind };
    draft.put('folders', id, { ...shown, ...ofKind, ...counts } satisfies FolderDocument);
  }
  for (let n = folders.length; ; n += 1) {
    const id = leftOutFolderId(pair.id, n);
    if ((await draft.get('folders', id)) === undefined) return;
    draft.remove('folders', id);
  }
}

async function progress(
  { data }: Extract<LedgerEvent, { type: 'PassProgressed' }>,
  { pair, read }: { readonly pair: PairDocument; readonly read: ReadEvent },
  draft: Draft,
): Promise<void> {
  for (const [f, { m = 0, x = 0, d = 0, g = 0, c = 0, p = 0 }] of data.folders) {
    const id = folderId(pair.id, f);
    const folder = await draft.get<FolderDocument>('folders', id);
    if (folder === undefined) continue;
    const counts = { migrated: m, excluded: x, failed: d, gone: g, collapsed: c, pending: p };
    draft.put('folders', id, { ...folder, ...counts, total: m + x + d + p });
  }
  const at = read.recordedAtMs;
  const marks = [...pair.marks, [at, data.totals.bytesMigrated] as const]
    .filter(([when]) => at - when <= rateWindowMs)
    .slice(-marksMax);
  // A total that was told before all folders were known is none once it is seen that nobody tells it.
  const { bytesPerSecond: _rate, bytesTotal: _bytes, ...known } = standing(pair, data.wait);
  const { excludedFor: _reasons, ...rest } = known;
  const isRunning = pair.state.kind === 'under-way' && pair.state.isLeased;
  const after: PairDocument = {
    ...rest,
    ...data.totals,
    ...(data.excludedFor === undefined ? {} : { excludedFor: data.excludedFor }),
    ...(data.bytes === undefined ? {} : { bytesTotal: data.bytes }),
    ...(isRunning ? { marks, ...rateOf(marks) } : { marks: [] }),
    updatedAt: at,
  };
  await putPair(draft, read.tenant, { before: pair, after });
}

/** Whoever has the pass waits, or goes on; of a pass that has ended nothing more is to be said. */
function standing(pair: PairDocument, wait: ProgressWait | undefined): PairDocument {
  if (pair.state.kind !== 'under-way' || !pair.state.isLeased) return pair;
  const state = { kind: 'under-way', isLeased: true } as const;
  if (wait === undefined) return { ...pair, state };
  const { why: reason, until } = wait;
  const shown = { reason, ...(until === undefined ? {} : { until }) };
  return { ...pair, state: { ...state, wait: shown } };
}

function rateOf(marks: PairDocument['marks']): { bytesPerSecond?: number } {
  const first = marks[0];
  const last = marks.at(-1);
  if (first === undefined || last === undefined || last[0] - first[0] < 1000) return {};
  return { bytesPerSecond: Math.max(0, ((last[1] - first[1]) * 1000) / (last[0] - first[0])) };
}
