import type {
  BatchView,
  ClaimView,
  ExcludedItem,
  FolderView,
  ItemStanding,
  RowView,
  TargetView,
} from '@mailhaul/copy-engine';
import type { ItemForm } from '@mailhaul/connector-contract';
import {
  type Ledger,
  type LedgerBatch,
  type LedgerFolder,
  type LedgerTarget,
  reasonAt,
} from '@mailhaul/domain';
import type { ContentHash } from '@mailhaul/kernel';

/** The domain's ledger as the engine sees it: live views, no copies. */
export class LedgerFolderView implements FolderView {
  readonly #folder: LedgerFolder;

  constructor(folder: LedgerFolder) {
    this.#folder = folder;
  }

  get f(): number {
    return this.#folder.f;
  }

  get t(): number {
    return this.#folder.t;
  }

  get sourceId(): string {
    return this.#folder.names?.sourceId ?? '';
  }

  get sourcePath(): readonly string[] {
    return this.#folder.names?.sourcePath ?? [];
  }

  get generation(): number {
    return this.#folder.generation;
  }

  get below(): number {
    return this.#folder.below;
  }

  get enumeratedCount(): number {
    return this.#folder.count;
  }

  get isVerified(): boolean {
    return this.#folder.isVerified;
  }

  get wasVerified(): boolean {
    return this.#folder.wasVerified;
  }

  get before(): number {
    return this.#folder.before;
  }

  get counts(): Readonly<Record<ItemStanding, number>> {
    return this.#folder.items.counts;
  }

  get forms(): readonly ItemForm[] {
    return this.#folder.forms as readonly ItemForm[];
  }

  reasonOf(sourceId: number): string | undefined {
    const row = this.#folder.items.rowOf(sourceId);
    return row === undefined ? undefined : reasonAt(this.#folder, row);
  }

  standingOf(sourceId: number): ItemStanding | undefined {
    const row = this.#folder.items.rowOf(sourceId);
    return row === undefined ? undefined : this.#folder.items.standing(row);
  }

  rowOf(sourceId: number): RowView | undefined {
    const row = this.#folder.items.rowOf(sourceId);
    return row === undefined ? undefined : rowView(this.#folder, row);
  }

  *rows(): Generator<RowView> {
    for (let row = 0; row < this.#folder.items.rowCount; row += 1) yield rowView(this.#folder, row);
  }

  firstUnfinishedId(isLeftOut: (item: ExcludedItem) => boolean): number | undefined {
    const { items } = this.#folder;
    const { failed, missing, intended, excluded } = items.counts;
    if (failed + missing + intended + excluded === 0) return undefined;
    let first: number | undefined;
    for (let row = 0; row < items.rowCount; row += 1) {
      const standing = items.standing(row);
      const id = items.sourceId(row);
      const isUnfinished =
        standing === 'failed' ||
        standing === 'missing' ||
        standing === 'intended' ||
        (standing === 'excluded' &&
          !isLeftOut({
            ...{ size: items.size(row), epochSeconds: items.epochSeconds(row) },
            reason: reasonAt(this.#folder, row),
          }));
      if (isUnfinished && (first === undefined || id < first)) first = id;
    }
    return first;
  }
}

export function rowView(folder: LedgerFolder, row: number): RowView {
  const { items } = folder;
  return {
    row,
    sourceId: items.sourceId(row),
    size: items.size(row),
    epochSeconds: items.epochSeconds(row),
    standing: items.standing(row),
    targetId: items.targetId(row),
    get hash(): ContentHash | undefined {
      return items.hash(row);
    },
  };
}

export function targetView(target: LedgerTarget): TargetView {
  return {
    t: target.t,
    id: target.id,
    path: target.path,
    get generation() {
      return target.generation;
    },
    isClaimed: (id) => target.claimed.has(id),
    isSurplus: (id) => target.surplus.has(id),
    reportedSurplus: () => target.reported,
  };
}

export function batchView(ledger: Ledger, batch: LedgerBatch): BatchView {
  const folder = ledger.folders[batch.f] as LedgerFolder;
  const { b, f, epoch, fence, upper, notAfter, drain, isOpen, watchUntil, isRebased } = batch;
  const { marked, fresh } = batch;
  return {
    b,
    f,
    epoch,
    fence,
    upper,
    notAfterWallMs: notAfter,
    drainMs: drain,
    answerAgeMs: fresh,
    isOpen,
    watchUntilWallMs: watchUntil,
    isRebased,
    marked: marked && { ...marked, ids: Array.from(marked.ids) },
    isUnlocated: (row) => batch.unlocated.has(row),
    items: () => Array.from(batch.rows, (row) => rowView(folder, row)),
  };
}

export function* claimsOf(ledger: Ledger, t: number): Generator<ClaimView> {
  for (const folder of ledger.folders) {
    if (folder.t !== t) continue;
    for (let row = 0; row < folder.items.rowCount; row += 1) {
      if (folder.items.targetId(row) === 0) continue;
      yield { ...rowView(folder, row), hash: folder.items.hash(row), f: folder.f };
    }
  }
}
