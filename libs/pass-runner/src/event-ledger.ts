import type { EventStore } from '@mailhaul/application';
import type {
  BatchIntent,
  BatchRecovery,
  BatchSettlement,
  BatchView,
  ClaimView,
  ExistingMatch,
  FolderEnumeration,
  FolderMapping,
  FolderView,
  LedgerMailboxes,
  LeftOutFolder,
  ParkedCount,
  PassLedger,
  SurplusRecord,
  SurplusRemoval,
  TargetGeneration,
  TargetProfileView,
  TargetView,
  UnwrittenOutcome,
} from '@mailhaul/copy-engine';
import {
  decideIntendItems,
  decideMatchItems,
  decideRecoverBatch,
  decideSettleBatch,
  decideSettleUnwritten,
  folderAt,
  type Ledger,
  packIds,
  type ProgressWait,
  targetAt,
} from '@mailhaul/domain';
import { ledgerMailboxes } from './ledger-mailboxes.ts';
import { batchView, claimsOf, LedgerFolderView, targetView } from './ledger-views.ts';
import { LedgerSuperseded, type LedgerWriter } from './ledger-writer.ts';
import { totalsOf } from './ledger-totals.ts';
import type { OpenedLedger } from './open-ledger.ts';
import type { WorkerIdentity } from './run-mailbox-pass.ts';

/** The engine's ledger over the event store: decides, records, shows. */
export class EventLedger implements PassLedger {
  readonly epoch: number;
  readonly mailboxes: LedgerMailboxes;
  readonly #ledger: Ledger;
  readonly #writer: LedgerWriter;
  readonly #store: EventStore;
  readonly #stream: string;
  readonly #worker: WorkerIdentity;
  readonly #views = new Map<number, LedgerFolderView>();
  #nextBatch: number;
  #nextFolder: number;
  #nextTarget: number;
  readonly #targetOf = new Map<string, number>();

  constructor(wiring: { store: EventStore; worker: WorkerIdentity }, opened: OpenedLedger) {
    this.epoch = opened.ledger.epoch;
    this.mailboxes = ledgerMailboxes(opened.ledger, opened.writer);
    this.#store = wiring.store;
    this.#worker = wiring.worker;
    this.#ledger = opened.ledger;
    this.#writer = opened.writer;
    this.#stream = opened.stream;
    this.#nextBatch = opened.ledger.nextBatch;
    this.#nextFolder = opened.ledger.folders.length;
    this.#nextTarget = opened.ledger.targets.length;
    for (const { t, id } of opened.ledger.targets) this.#targetOf.set(id, t);
  }

  get profile(): TargetProfileView | undefined {
    return this.#ledger.profile;
  }

  get leftOut(): number {
    return this.#ledger.leftOut;
  }

  get leftOutFor(): Readonly<Record<string, number>> {
    return this.#ledger.leftOutFor;
  }

  get parked(): ParkedCount {
    return this.#ledger.parked;
  }

  /** Same host since its last boot, and we hold what only one living process there can hold. */
  isProvenDead(epoch: number): boolean {
    const { isAloneOnHost, host } = this.#worker;
    return isAloneOnHost && this.#ledger.hosts.get(epoch) === host;
  }

  letGoAtWallMs(epoch: number): number | undefined {
    return this.#ledger.letGo.get(epoch);
  }

  folders(): readonly FolderView[] {
    return this.#ledger.folders.map(({ f }) => this.folder(f));
  }

  folder(f: number): FolderView {
    let view = this.#views.get(f);
    if (view === undefined) {
      view = new LedgerFolderView(folderAt(this.#ledger, f));
      this.#views.set(f, view);
    }
    return view;
  }

  target(t: number): TargetView {
    return targetView(targetAt(this.#ledger, t));
  }

  batchesInto(t: number): readonly BatchView[] {
    const views: BatchView[] = [];
    for (const batch of this.#ledger.batches.values()) {
      if (folderAt(this.#ledger, batch.f).t === t) views.push(batchView(this.#ledger, batch));
    }
    return views;
  }

  batch(b: number): BatchView | undefined {
    const batch = this.#ledger.batches.get(b);
    return batch && batchView(this.#ledger, batch);
  }

  claimsOf(t: number): Iterable<ClaimView> {
    return claimsOf(this.#ledger, t);
  }

  recordProfile(profile: TargetProfileView): Promise<void> {
    const { bytes, date, merges, altersSome = false, markers } = profile;
    const data = {
      ...{ e: this.epoch, bytes, date, merges },
      ...(altersSome ? { altersSome } : {}),
      ...(markers === undefined ? {} : { markers }),
    };
    return this.#writer.record({ type: 'TargetProfiled', data });
  }

  recordFolder(mapping: FolderMapping): { f: number; durable: Promise<void> } {
    this.#writer.throwIfFailed();
    const { sourceId, sourcePath, targetId, targetPath } = mapping;
    const known = mapping.f === undefined ? undefined : this.folder(mapping.f);
    const f = known?.f ?? this.#nextFolder++;
    let t = known?.t ?? this.#targetOf.get(targetId);
    if (t === undefined) {
      t = this.#nextTarget++;
      this.#targetOf.set(targetId, t);
    }
    const durable = this.#writer.record({
      type: 'FolderMapped',
      data: {
        ...{ e: this.epoch, f, t, tg: mapping.targetGeneration, before: mapping.before },
        ...(mapping.kind === undefined ? {} : { kind: mapping.kind }),
      },
      sealed: { sourceId, sourcePath: [...sourcePath], targetId, targetPath: [...targetPath] },
    });
    return { f, durable };
  }

  recordEnumeration(enumeration: FolderEnumeration): Promise<void> {
    const { f, generation, below, itemCount, bytes } = enumeration;
    const before = folderAt(this.#ledger, f).forms;
    const { forms = before } = enumeration;
    const areNew = forms.length !== before.length || forms.some((form) => !before.includes(form));
    return this.#writer.record({
      type: 'FolderEnumerated',
      data: {
        e: this.epoch,
        f,
        g: generation,
        below,
        count: itemCount,
        ...(bytes === undefined ? {} : { bytes }),
        ...(areNew ? { forms: [...forms] } : {}),
      },
    });
  }

  recordSourceRegenerated(f: number, generation: number): Promise<void> {
    const data = { e: this.epoch, f, g: generation };
    return this.#writer.record({ type: 'SourceRegenerated', data });
  }

  recordRekeyed(
    f: number,
    pairs: readonly { row: number; id: number }[],
    isLast: boolean,
  ): Promise<void> {
    const rows = packIds(pairs.map(({ row }) => row));
    const ids = packIds(pairs.map(({ id }) => id));
    const data = { e: this.epoch, f, rows, ids, done: isLast };
    return this.#writer.record({ type: 'ItemsRekeyed', data });
  }

  recordTargetRegenerated(t: number, state: TargetGeneration): Promise<void> {
    const { generation, nextId, itemCount } = state;
    const before = itemCount > 0 ? { before: nextId } : {};
    const data = { e: this.epoch, t, g: generation, ...before };
    return this.#writer.record({ type: 'TargetRegenerated', data });
  }

  recordIntent(intent: BatchIntent): { b: number; durable: Promise<void> } {
    // A fold that ran ahead of a failed append must not be decided upon.
    this.#writer.throwIfFailed();
    const b = this.#nextBatch++;
    return { b, durable: this.#writer.record(decideIntendItems(this.#ledger, { b, ...intent })) };
  }

  recordSettled(settlement: BatchSettlement): Promise<void> {
    return this.#writer.record(decideSettleBatch(this.#ledger, settlement));
  }

  recordUnwritten(f: number, items: readonly UnwrittenOutcome[]): Promise<void> {
    if (items.length === 0) return Promise.resolve();
    return this.#writer.record(decideSettleUnwritten(this.#ledger, f, items));
  }

  recordRecovered(recovery: BatchRecovery): Promise<void> {
    return this.#writer.record(decideRecoverBatch(this.#ledger, recovery));
  }

  recordMatched(f: number, matches: readonly ExistingMatch[]): Promise<void> {
    return this.#writer.record(decideMatchItems(this.#ledger, { f, matches }));
  }

  recordSurplus({ t, b, ids }: SurplusRecord): Promise<void> {
    const data = { e: this.epoch, t, b, ids: packIds(ids) };
    return this.#writer.record({ type: 'SurplusFound', data });
  }

  recordSurplusRemoved({ ids, ...facts }: SurplusRemoval): Promise<void> {
    const data = { e: this.epoch, ...facts, ids: packIds(ids) };
    return this.#writer.record({ type: 'SurplusRemoved', data });
  }

  recordWatchEnded(b: number): Promise<void> {
    return this.#writer.record({ type: 'WatchEnded', data: { e: this.epoch, b } });
  }

  recordVerified(f: number): Promise<void> {
    return this.#writer.record({ type: 'FolderVerified', data: { e: this.epoch, f } });
  }

  recordLeftOut(
    count: number,
    counts: Readonly<Record<string, number>>,
    folders: readonly LeftOutFolder[],
  ): Promise<void> {
    const data = { e: this.epoch, count, for: counts };
    return this.#writer.record({ type: 'FoldersLeftOut', data, sealed: { folders } });
  }

  recordParked({ folders, items }: ParkedCount): Promise<void> {
    return this.#writer.record({ type: 'FoldersParked', data: { e: this.epoch, folders, items } });
  }

  recordClosed(): Promise<void> {
    const data = { e: this.epoch, totals: { ...totalsOf(this.#ledger) } };
    return this.#writer.record({ type: 'PassClosed', data });
  }

  /** For a pass that ends without closing: the last word on how far it came. Nothing where passes tell no progress. */
  recordLastProgress(): Promise<void> {
    return this.#writer.recordLastProgress();
  }

  /**
   * For a pass that has closed its last connection without an end: who goes on need not wait for what it might still send.
   * Nothing where every batch of its own has its outcome.
   */
  async recordLetGo(atWallMs: number, isNeeded?: 'anyway'): Promise<void> {
    const batches = [...this.#ledger.batches.values()];
    const isOwed = batches.some(({ epoch, isOpen }) => isOpen && epoch === this.epoch);
    if (!isOwed && isNeeded !== 'anyway') return;
    const data = { e: this.epoch, at: Math.floor(atWallMs) };
    await this.#writer.record({ type: 'PassLetGo', data });
  }

  /** Why nothing moves, for those who follow the log; undefined: it does again. Nothing where passes tell no progress. */
  recordWait(wait: ProgressWait | undefined): void {
    this.#writer.recordWait(wait);
  }

  flush(): Promise<void> {
    return this.#writer.flush();
  }

  async assertCurrent(): Promise<void> {
    const last = await this.#store.readLast(this.#stream);
    if (last?.data['e'] === this.epoch) return;
    const superseded = new LedgerSuperseded(`ledger ${this.#stream} was opened elsewhere`);
    this.#writer.fail(superseded);
    throw superseded;
  }
}
