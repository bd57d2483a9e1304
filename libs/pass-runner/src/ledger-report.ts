import type { EventStore, Sealer } from '@mailhaul/application';
import type { OutcomeCounts } from '@mailhaul/copy-engine';

/** A pair's ledger, folded for people and checkers: read-only, also while a pass runs. */
export interface LedgerReport {
  readonly totals: OutcomeCounts & { readonly bytesMigrated: number; readonly pending: number };
  readonly folders: readonly LedgerFolderReport[];
  readonly passCount: number;
  /** True while the newest pass is neither closed nor superseded. */
  readonly isPassOpen: boolean;
  readonly watchedUntilWallMs: number | undefined;
  readonly surplusReported: number;
  readonly investigate: number;
  /** Every item that has an outcome, folder by folder, ascending. */
  rows(): Iterable<LedgerRow>;
}

export interface LedgerFolderReport {
  readonly sourceFolderId: string;
  readonly sourcePath: readonly string[];
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
  readonly sourceId: number;
  readonly targetId: number | undefined;
  readonly size: number;
  readonly epochSeconds: number;
  readonly outcome: keyof OutcomeCounts;
  /** A stable code for excluded and failed items. */
  readonly reason: string | undefined;
  readonly serverText: string | undefined;
}

export declare function readLedgerReport(pair: {
  store: EventStore;
  sealer: Sealer;
  tenant: string;
  pairId: string;
}): Promise<LedgerReport | undefined>;
