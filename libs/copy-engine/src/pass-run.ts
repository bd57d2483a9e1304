import type { Capabilities, Folder, ItemForm } from '@mailhaul/connector-contract';
import { LineRate } from './drain-rate.ts';
import { FearedWork } from './feared-work.ts';
import { FolderGate } from './folder-gate.ts';
import { type LostWrite, type SettlingFacts, lettingGoMsDefault } from './lost-writes.ts';
import { commonForms } from './item-forms.ts';
import type { LeaveOutReason } from './leave-out.ts';
import { LeftOutKeywords } from './left-out-keywords.ts';
import { MarkedItems } from './marked-items.ts';
import { OddItems } from './odd-items.ts';
import type { PassContext } from './pass-context.ts';
import type { BatchView, RowView } from './pass-ledger.ts';
import type { WaitReason } from './pass-progress.ts';
import { AskedAhead } from './read-request.ts';
import { SessionSlot } from './session-slot.ts';
import { Sickness } from './sickness.ts';
import { TargetFolders } from './target-folders.ts';
import { settledNews } from './settled-news.ts';

export interface Work {
  readonly items: number;
  readonly bytes: number | undefined;
}

/** The parts of a running pass that its steps share. */
export class PassRun {
  readonly context: PassContext;
  /** List, make and scan folders; the first lane copies on them as well. */
  readonly sourceControl: SessionSlot;
  readonly targetControl: SessionSlot;
  /** Opening and making folders on the two. */
  readonly sourceFolderWork: FearedWork;
  readonly targetFolderWork: FearedWork;
  /** Where items are listed the first lane reads here: a listing that waits for its reader keeps back what stands behind it. */
  readonly readerApart: SessionSlot;
  /** Opened only when bodies must be read beside a listing. */
  readonly sourceEvidence: SessionSlot;
  readonly targets = new TargetFolders();
  /** Held by the one write that finds out what the target does with bytes. */
  readonly profiling = new FolderGate();
  /** The source's folders by id, as listed at the start. */
  sourceFolders: ReadonlyMap<string, Folder> = new Map();
  /** Those of them that are not copied. */
  leftOut: ReadonlyMap<string, LeaveOutReason> = new Map();
  /** Folders of which people were told. */
  readonly told = new Set<string>();
  /** The first item goes alone: it is read alone too, while others are still being listed. */
  isFirstPlanned: boolean;
  readonly askedAhead = new AskedAhead();
  readonly line = new LineRate();
  readonly keywords = new LeftOutKeywords();
  readonly odd = new OddItems();
  readonly sickness = new Sickness();
  readonly marked = new MarkedItems(this);
  /** What this pass is about to do, filters counted in, and what of it has its outcome. */
  planned: Work = { items: 0, bytes: undefined };
  settled = { items: 0, bytes: 0 };
  readonly lost = new Map<number, LostWrite>();
  readonly #openedAtWallMs: number;
  readonly #openedAtMonotonicMs: number;
  #targetCapabilities: Capabilities | undefined;
  sourceCapabilities: Capabilities | undefined;

  constructor(context: PassContext) {
    this.context = context;
    this.sourceControl = new SessionSlot(context, 'source');
    this.readerApart = new SessionSlot(context, 'source');
    this.sourceEvidence = new SessionSlot(context, 'source');
    this.targetControl = new SessionSlot(context, 'target');
    this.sourceFolderWork = new FearedWork(this.sourceControl);
    this.targetFolderWork = new FearedWork(this.targetControl);
    this.isFirstPlanned = context.ledger.profile !== undefined || !context.rules.profileTargetFirst;
    this.#openedAtWallMs = context.clock.wallMs();
    this.#openedAtMonotonicMs = context.clock.monotonicMs();
  }

  /** Items came from the source. */
  hasRead(): void {
    this.isFirstPlanned = true;
    this.sickness.hasRead();
  }

  get targetCapabilities(): Capabilities | undefined {
    return this.#targetCapabilities;
  }

  set targetCapabilities(capabilities: Capabilities) {
    this.#targetCapabilities = capabilities;
  }

  /** Forms in which items can go from this source to this target. */
  get forms(): readonly ItemForm[] {
    return commonForms(this.sourceCapabilities ?? {}, this.#targetCapabilities ?? {});
  }

  fail(error: unknown): void {
    this.context.fail(error);
  }

  async close(): Promise<void> {
    const { sourceControl, readerApart, sourceEvidence, targetControl } = this;
    const slots = [sourceControl, readerApart, sourceEvidence, targetControl];
    await Promise.all(slots.map((slot) => slot.close()));
  }

  settlingFacts({ b, epoch }: BatchView): SettlingFacts {
    const { clock, ledger } = this.context;
    return {
      nowWallMs: clock.wallMs(),
      openedAtWallMs: this.#openedAtWallMs,
      openedAgoMs: clock.monotonicMs() - this.#openedAtMonotonicMs,
      epoch: ledger.epoch,
      isWriterDead: ledger.isProvenDead(epoch),
      letGoAtWallMs: ledger.letGoAtWallMs(epoch),
      lettingGoMs: this.#targetCapabilities?.lettingGoMs ?? lettingGoMsDefault,
      lost: this.lost.get(b),
    };
  }

  batchByNumber(b: number): BatchView | undefined {
    return this.context.ledger.batch(b);
  }

  canRemoveAtTarget(): boolean {
    return this.#targetCapabilities?.removesItems === true;
  }

  /** Sleeps until a wall time, telling people why; ends early (rejecting) when the pass halts or is asked to stop. */
  async waitUntil(reason: WaitReason, untilWallMs: number): Promise<void> {
    const { clock, report, halt, stop } = this.context;
    report({ kind: 'waiting', reason, untilWallMs });
    const signal = AbortSignal.any([halt, stop]);
    await clock.sleep(Math.max(0, untilWallMs - clock.wallMs()), signal);
    report({ kind: 'resumed' });
  }

  /** A recovery gave items of a batch their outcome. */
  countRecovered(batch: BatchView, recovered: readonly RowView[]): void {
    this.lost.delete(batch.b);
    if (!batch.isOpen || recovered.length === 0) return;
    const folder = this.context.ledger.folder(batch.f);
    const items = recovered.map(({ sourceId, size }) => ({ id: sourceId, size }));
    this.context.report(settledNews(folder, items));
  }
}
