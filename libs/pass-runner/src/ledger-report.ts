import type { OutcomeCounts } from '@mailhaul/copy-engine';
import {
  firstGeneration,
  type Ledger,
  type LedgerFolder,
  ledgerStream,
  reasonAt,
  targetAt,
} from '@mailhaul/domain';
import type { ContentHash } from '@mailhaul/kernel';
import {
  excludedFor,
  folderTotalsOf,
  investigateCount,
  type LedgerTotals,
  totalsOf,
  watchedUntil,
} from './ledger-totals.ts';
import { foldLedger } from './open-ledger.ts';
import { type PairPlace, readPair } from './pair-record.ts';
import { type SessionMemories, sessionMemories } from './session-memories.ts';

/** A pair's ledger, folded for people and checkers: read-only, also while a pass runs. */
export interface LedgerReport {
  readonly totals: LedgerTotals;
  readonly folders: readonly LedgerFolderReport[];
  readonly passCount: number;
  /** True while the newest pass is neither closed nor superseded. */
  readonly isPassOpen: boolean;
  readonly watchedUntilWallMs: number | undefined;
  readonly surplusReported: number;
  /** Items of source folders that a filter leaves out: `excluded` in the totals, without rows. */
  readonly leftOut: number;
  /** Of all excluded items: how many for which reason. */
  readonly excludedFor: Readonly<Record<string, number>>;
  /** Folders that the last pass could not open or make. */
  readonly parkedFolders: number;
  /** Copies that were lost from the target when one of its folders began a new generation. */
  readonly lostAtTarget: number;
  readonly investigate: number;
  /** The target was seen to store other bytes than it was given, of all items or of some. */
  readonly isTargetAltering: boolean;
  /** The target was seen to serve the first item otherwise than it was given: it makes all of them anew. */
  readonly isTargetRegenerating?: boolean;
  /** What connectors keep with the ledger, for who looks at both sides beside a pass; absent: nothing is kept. */
  readonly memories?: SessionMemories;
  /** Every item that has an outcome, folder by folder, ascending. */
  rows(): Iterable<LedgerRow>;
}

export interface LedgerFolderReport {
  readonly sourceFolderId: string;
  readonly sourcePath: readonly string[];
  readonly targetFolderId: string;
  readonly targetPath: readonly string[];
  readonly sourceGeneration: number;
  readonly targetGeneration: number;
  /** Items of the source below this id belong to the passes so far. */
  readonly enumeratedBelowId: number;
  readonly counts: OutcomeCounts & { readonly pending: number };
}

export interface LedgerRow {
  readonly sourcePath: readonly string[];
  readonly targetPath: readonly string[];
  /** Undefined: the source folder began a new generation, and the item was not found in it again. */
  readonly sourceId: number | undefined;
  readonly targetId: number | undefined;
  readonly size: number;
  readonly epochSeconds: number;
  /** Of the source's bytes, where a pass has read them. */
  readonly hash: ContentHash | undefined;
  readonly outcome: keyof OutcomeCounts;
  /** A stable code for excluded and failed items. */
  readonly reason: string | undefined;
  readonly serverText: string | undefined;
}

/** Of that generation, or of the pair's present one; undefined where no pass of it was ever opened. */
export async function readLedgerReport(
  pair: PairPlace & { readonly generation?: number },
): Promise<LedgerReport | undefined> {
  const generation = pair.generation ?? (await presentGeneration(pair));
  const stream = ledgerStream(pair.tenant, pair.pairId, generation);
  const { ledger, memoryFrom: from } = await foldLedger(pair, stream);
  if (ledger.epoch === 0) return undefined;
  const report = reportOf(ledger);
  if (from === undefined) return report;
  const { store, sealer } = pair;
  return { ...report, memories: sessionMemories({ store, sealer, stream, from }) };
}

async function presentGeneration(pair: PairPlace): Promise<number> {
  const known = await readPair(pair);
  return 'generation' in known ? known.generation : firstGeneration;
}

export function reportOf(ledger: Ledger): LedgerReport {
  return {
    totals: totalsOf(ledger),
    folders: ledger.folders.map((folder) => folderReport(ledger, folder)),
    passCount: ledger.passCount,
    isPassOpen: ledger.isPassOpen,
    watchedUntilWallMs: watchedUntil(ledger),
    surplusReported: ledger.surplusReported,
    leftOut: ledger.leftOut,
    excludedFor: excludedFor(ledger),
    parkedFolders: ledger.parked.folders,
    lostAtTarget: ledger.targets.reduce((sum, { unlocated }) => sum + unlocated, 0),
    investigate: investigateCount(ledger),
    isTargetRegenerating: ledger.profile?.bytes === false,
    isTargetAltering: ledger.profile?.bytes === false || ledger.profile?.altersSome === true,
    rows: () => rowsOf(ledger),
  };
}

function folderReport(ledger: Ledger, folder: LedgerFolder): LedgerFolderReport {
  const target = targetAt(ledger, folder.t);
  return {
    sourceFolderId: folder.names?.sourceId ?? '',
    sourcePath: folder.names?.sourcePath ?? [],
    targetFolderId: target.id,
    targetPath: target.path,
    sourceGeneration: folder.generation,
    targetGeneration: target.generation,
    enumeratedBelowId: folder.below,
    counts: folderTotalsOf(folder),
  };
}

function* rowsOf(ledger: Ledger): Generator<LedgerRow> {
  for (const folder of ledger.folders) {
    const { items } = folder;
    const order = Array.from({ length: items.rowCount }, (_, row) => row).sort(
      (a, b) => items.sourceId(a) - items.sourceId(b),
    );
    const sourcePath = folder.names?.sourcePath ?? [];
    const targetPath = targetAt(ledger, folder.t).path;
    for (const row of order) {
      const standing = items.standing(row);
      if (standing === 'intended' || standing === 'missing' || standing === 'forgotten') continue;
      const targetId = items.targetId(row);
      yield {
        sourcePath,
        targetPath,
        sourceId: items.rowOf(items.sourceId(row)) === row ? items.sourceId(row) : undefined,
        targetId: targetId === 0 ? undefined : targetId,
        size: items.size(row),
        epochSeconds: items.epochSeconds(row),
        get hash() {
          return items.hash(row);
        },
        outcome: standing === 'doubtful' ? 'failed' : standing,
        reason: standing === 'migrated' ? undefined : reasonAt(folder, row),
        serverText: standing === 'failed' ? folder.words.get(row) : undefined,
      };
    }
  }
}
