import {
  ConnectorError,
  type Folder,
  type MailSession,
  folderKindOf,
} from '@mailhaul/connector-contract';
import type { PassRun } from './pass-run.ts';
import { pathText } from './path-text.ts';

/** Where copies go that may be there twice. */
const asideName = 'Duplicates found';
/** Names tried where one is taken by a folder that this pair copies into. */
const namesMax = 10;
/** A decision to move is acted on within this time after the listing it rests on. */
const decisionAgeMaxMs = 30_000;

/**
 * Moves reported surplus to a folder of its own, at a person's wish. Nothing is deleted; and a copy is moved only while
 * another item of its received date stays in the folder, for the one that it repeats may have been taken away since.
 */
export async function setSurplusAside(run: PassRun): Promise<void> {
  const { ledger } = run.context;
  for (const t of new Set(ledger.folders().map((folder) => folder.t))) {
    await run.targets.get(t).gate.alone(() => setAsideIn(run, t));
  }
}

interface Found {
  /** Moved now. */
  readonly moved: readonly number[];
  /** Not in the folder any more: an earlier pass that could not record it has moved them, or somebody took them away. */
  readonly gone: readonly number[];
  readonly lonely: number;
  readonly aside: readonly string[];
}

async function setAsideIn(run: PassRun, t: number): Promise<void> {
  const { ledger, report } = run.context;
  await ledger.flush();
  const target = ledger.target(t);
  const ids = [...target.reportedSurplus()].toSorted((a, b) => a - b);
  if (ids.length === 0) return;
  const path = pathText(target.path);
  if (run.targetCapabilities?.movesItems !== true) {
    report({ kind: 'surplus-kept', path, itemCount: ids.length, why: 'cannot-be-moved' });
    return;
  }
  const found = await run.targetControl.run((session) => moveOn(run, session, { t, ids }));
  if (found instanceof ConnectorError) {
    report({ kind: 'surplus-kept', path, itemCount: ids.length, why: 'refused' });
    return;
  }
  const { moved, gone, lonely, aside } = found;
  if (gone.length > 0) await ledger.recordSurplusRemoved({ t, ids: gone, how: 'gone' });
  if (moved.length > 0) {
    await ledger.recordSurplusRemoved({ t, ids: moved, how: 'moved' });
    report({ kind: 'surplus-moved', path, itemCount: moved.length, to: pathText(aside) });
  }
  if (lonely > 0) report({ kind: 'surplus-kept', path, itemCount: lonely, why: 'may-be-the-only' });
}

async function moveOn(
  run: PassRun,
  session: MailSession,
  { t, ids }: { readonly t: number; readonly ids: readonly number[] },
): Promise<Found | ConnectorError> {
  const { ledger, clock } = run.context;
  const { id: folderId, generation } = ledger.target(t);
  try {
    const listedAtMs = clock.monotonicMs();
    const reported = new Set(ids);
    const dates = new Map<number, number>();
    const stayingDates = new Set<number>();
    for await (const { state, items } of session.listItems(folderId)) {
      if (state.generation !== generation) return folderChanged();
      for (const { id, receivedAt } of items) {
        if (reported.has(id)) dates.set(id, receivedAt.epochSeconds);
        else stayingDates.add(receivedAt.epochSeconds);
      }
    }
    const there = ids.filter((id) => dates.has(id));
    const moved = there.filter((id) => stayingDates.has(dates.get(id) ?? NaN));
    const gone = ids.filter((id) => !dates.has(id));
    const lonely = there.length - moved.length;
    if (moved.length === 0) return { moved, gone, lonely, aside: [] };
    const aside = await asideFolder(run, session, folderId);
    await ledger.assertCurrent();
    if (clock.monotonicMs() - listedAtMs > decisionAgeMaxMs) return folderChanged();
    await session.moveItems?.(folderId, { generation, ids: moved, toFolderId: aside.id });
    return { moved, gone, lonely, aside: aside.path };
  } catch (error) {
    if (error instanceof ConnectorError && error.scope === 'folder') return error;
    throw error;
  }
}

/**
 * Never one that the pair copies into: what is moved there must not be taken for a copy of something else. What is no mail has
 * a folder for its kind.
 */
async function asideFolder(run: PassRun, session: MailSession, id: string): Promise<Folder> {
  const { ledger } = run.context;
  const ours = new Set(ledger.folders().map(({ t }) => ledger.target(t).id));
  const from = (await session.listFolders()).find((folder) => folder.id === id);
  const kind = from && folderKindOf(from);
  const { containerClass } = from ?? {};
  const made = kind === undefined || containerClass === undefined ? {} : { containerClass };
  const plain = kind === undefined ? asideName : `${asideName} (${kind})`;
  for (let n = 1; n <= namesMax; n += 1) {
    const name = n === 1 ? plain : `${plain} ${n}`;
    const { folder } = await session.ensureFolder([name], { subscribe: true, ...made });
    if (!ours.has(folder.id)) return folder;
  }
  throw notNow(
    'folder-refused',
    'Every name for a folder of duplicates is one that is copied into.',
  );
}

/** What was seen does not hold any more. */
function folderChanged(): ConnectorError {
  return notNow('folder-changed', 'The folder has changed meanwhile.');
}

function notNow(code: 'folder-changed' | 'folder-refused', message: string): ConnectorError {
  const remedy = 'Ask for it again.';
  return new ConnectorError({ code, scope: 'folder', disposition: 'retry', message, remedy });
}
