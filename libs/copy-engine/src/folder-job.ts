import type { ConnectorError, IdSpan, ItemForm, ItemInfo } from '@mailhaul/connector-contract';
import { exclusionReason } from './item-filters.ts';
import { formlessReason } from './item-forms.ts';
import { goneReason } from './pass-context.ts';
import type { FolderView, UnwrittenOutcome } from './pass-ledger.ts';
import type { PassOptions } from './pass-options.ts';

/** An item as planned: what the listing said of it. */
export interface PlannedItem {
  readonly id: number;
  readonly size: number;
  readonly epochSeconds: number;
}

export interface PlannedItems {
  readonly job: FolderJob;
  readonly items: readonly PlannedItem[];
}

/** Whatever lies in the span is read and written in as many batches as it needs. */
export interface PlannedSpan {
  readonly job: FolderJob;
  readonly span: IdSpan;
}

export type PlannedBatch = PlannedItems | PlannedSpan;

/** The set of items that a pass takes from a folder. */
export interface ItemSet {
  readonly generation: number;
  readonly belowId: number;
  readonly fromId: number;
  /** As the folder was opened; of use where nothing is listed. */
  readonly itemCount: number;
  /** Nothing of the folder is known yet and all of it is wanted: it is read without being listed first. */
  readonly isReadUnlisted: boolean;
  /** Forms in which its items can go. Absent: `mime` only. */
  readonly forms?: readonly ItemForm[];
  /** What had none of them was tried with the same before, and the folder has come to its end since. */
  readonly leavesFormless?: boolean;
}

export interface BatchLimits {
  readonly itemsMax: number;
  readonly bytesMax: number;
}

/** With newest first: items of one window are copied in order of arrival, the newest window first. */
const newestFirstWindowItems = 500;

/** Items that one request for a span is meant to bring. */
const spanItems = 1_000;

/**
 * One folder's work in a pass: takes the listing as it comes in, 16 bytes an item, and gives batches of what is to be
 * copied. Never waits: when nothing can be planned yet, `plan` says so and `changed` tells when to ask again.
 */
export class FolderJob {
  readonly folder: FolderView;
  readonly generation: number;
  readonly belowId: number;
  /** Ids below it have their outcome already. */
  readonly fromId: number;
  readonly isReadUnlisted: boolean;
  readonly forms: readonly ItemForm[];
  /** Where a listing that was cut goes on. */
  nextToListId: number;
  /** Batches planned and not yet settled. */
  outstanding = 0;
  /** Set when the folder cannot be gone on with: it is enumerated again, or reported. */
  failure: ConnectorError | undefined;
  isFinished = false;
  readonly #options: PassOptions;
  #ids: number[] = [];
  #sizes: number[] = [];
  #dates: number[] = [];
  #next = 0;
  #isListed = false;
  #unwritten: UnwrittenOutcome[] = [];
  /** Items tried before whose outcome this pass may change; what the listing does not name is gone. */
  readonly #unfinished: Map<number, UnwrittenOutcome>;
  #wake: (() => void)[] = [];

  readonly #itemCount: number;
  readonly #leavesFormless: boolean;
  #nextSpanId: number;

  constructor(folder: FolderView, set: ItemSet, options: PassOptions) {
    this.folder = folder;
    this.generation = set.generation;
    this.belowId = set.belowId;
    this.fromId = set.fromId;
    this.nextToListId = set.fromId;
    this.isReadUnlisted = set.isReadUnlisted;
    this.forms = set.forms ?? ['mime'];
    this.#leavesFormless = set.leavesFormless ?? false;
    this.#itemCount = set.itemCount;
    this.#nextSpanId = set.isReadUnlisted ? set.fromId : set.belowId;
    this.#isListed = set.isReadUnlisted;
    this.#options = options;
    this.#unfinished = unfinishedIn(folder, set);
  }

  /** True once nothing more can be planned. */
  get isPlanned(): boolean {
    const isAllAsked = this.#next >= this.#ids.length && this.#nextSpanId >= this.belowId;
    return this.#isListed && isAllAsked;
  }

  get hasFailed(): boolean {
    return this.failure !== undefined;
  }

  fail(error: ConnectorError): void {
    this.failure ??= error;
    this.#changed();
  }

  /** Items to copy, as far as that is known. */
  get expectedCount(): number {
    return this.isReadUnlisted ? this.#itemCount : this.#ids.length;
  }

  addListing(items: readonly ItemInfo[]): void {
    for (const { id, size, receivedAt, kind, flags } of items) {
      const { epochSeconds } = receivedAt;
      if (id < this.nextToListId) continue;
      this.nextToListId = id + 1;
      this.#unfinished.delete(id);
      const standing = this.folder.standingOf(id);
      if (standing === 'migrated' || standing === 'collapsed' || standing === 'doubtful') continue;
      const item = { size, epochSeconds, flags, ...(kind === undefined ? {} : { kind }) };
      const reason = exclusionReason(item, this.#options.filters);
      if (reason !== undefined) {
        // Another filter may leave it out than the one before.
        if (standing === 'excluded' && this.folder.reasonOf(id) === reason) continue;
        const sourceId = id;
        this.#unwritten.push({ sourceId, size, epochSeconds, standing: 'excluded', reason });
        continue;
      }
      if (standing === 'excluded' && this.#leavesFormless && this.#wasFormless(id)) continue;
      this.#ids.push(id);
      this.#sizes.push(size);
      this.#dates.push(epochSeconds);
    }
    this.#changed();
  }

  /** The listing is complete. Items that should have been in it and were not are gone. */
  endListing(): void {
    for (const gone of this.hasFailed ? [] : this.#unfinished.values()) {
      // A late copy may have been found for it since.
      if (this.folder.standingOf(gone.sourceId) !== 'migrated') this.#unwritten.push(gone);
    }
    if (this.#options.order === 'newest-first') this.#reverseWindows();
    this.#isListed = true;
    this.#changed();
  }

  /** Takes the items out that were found at the target already. */
  remove(ids: ReadonlySet<number>): void {
    const keep = this.#ids.map((_, i) => i).filter((i) => !ids.has(this.#ids[i] as number));
    this.#ids = keep.map((i) => this.#ids[i] as number);
    this.#sizes = keep.map((i) => this.#sizes[i] as number);
    this.#dates = keep.map((i) => this.#dates[i] as number);
  }

  /** All that is listed and not yet planned. */
  waiting(): PlannedItem[] {
    const items: PlannedItem[] = [];
    for (let i = this.#next; i < this.#ids.length; i += 1) items.push(this.#itemAt(i));
    return items;
  }

  takeUnwritten(): readonly UnwrittenOutcome[] {
    return this.#unwritten.splice(0);
  }

  /** The next batch, or undefined when there is none now. A batch is not cut short while the listing may fill it. */
  plan(limits: BatchLimits): PlannedBatch | undefined {
    if (this.#nextSpanId < this.belowId) return this.#planSpan();
    const mustBeListed = this.#options.order === 'newest-first';
    if (mustBeListed && !this.#isListed) return undefined;
    const items: PlannedItem[] = [];
    let bytes = 0;
    let isFull = false;
    while (this.#next + items.length < this.#ids.length) {
      const item = this.#itemAt(this.#next + items.length);
      isFull =
        items.length >= limits.itemsMax ||
        (items.length > 0 && bytes + item.size > limits.bytesMax) ||
        // A batch is read in ascending order: one that reached into the next window would mix both.
        item.id < (items.at(-1)?.id ?? 0);
      if (isFull) break;
      items.push(item);
      bytes += item.size;
    }
    if (items.length === 0 || (!isFull && !this.#isListed)) return undefined;
    this.#next += items.length;
    this.outstanding += 1;
    return { job: this, items };
  }

  /** Resolves when `plan` may say something else. */
  async changed(): Promise<void> {
    if (this.#isListed || this.failure !== undefined) return;
    await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #planSpan(): PlannedSpan {
    const set = { fromId: this.fromId, belowId: this.belowId, itemCount: this.#itemCount };
    const span = spanFrom(this.#nextSpanId, set);
    this.#nextSpanId = span.belowId;
    this.outstanding += 1;
    return { job: this, span };
  }

  #wasFormless(id: number): boolean {
    return this.folder.reasonOf(id) === formlessReason;
  }

  #itemAt(index: number): PlannedItem {
    return {
      id: this.#ids[index] as number,
      size: this.#sizes[index] as number,
      epochSeconds: this.#dates[index] as number,
    };
  }

  /** Lets whoever waits for the listing look again: it may never come. */
  wake(): void {
    this.#changed();
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  #reverseWindows(): void {
    const order: number[] = [];
    for (let end = this.#ids.length; end > 0; end -= newestFirstWindowItems) {
      for (let i = Math.max(0, end - newestFirstWindowItems); i < end; i += 1) order.push(i);
    }
    this.#ids = order.map((i) => this.#ids[i] as number);
    this.#sizes = order.map((i) => this.#sizes[i] as number);
    this.#dates = order.map((i) => this.#dates[i] as number);
  }
}

/** The span of about as many items as one request is meant to bring. */
export function spanFrom(
  fromId: number,
  set: Pick<ItemSet, 'fromId' | 'belowId' | 'itemCount'>,
): IdSpan {
  const idsPerItem = (set.belowId - set.fromId) / Math.max(1, set.itemCount);
  return { fromId, belowId: Math.min(set.belowId, fromId + Math.ceil(idsPerItem * spanItems)) };
}

function unfinishedIn(
  folder: FolderView,
  set: Pick<ItemSet, 'fromId' | 'belowId'>,
): Map<number, UnwrittenOutcome> {
  const unfinished = new Map<number, UnwrittenOutcome>();
  for (const { standing, sourceId, size, epochSeconds } of folder.rows()) {
    if (standing !== 'missing' && standing !== 'failed' && standing !== 'excluded') continue;
    if (sourceId < set.fromId || sourceId >= set.belowId) continue;
    const gone = { sourceId, size, epochSeconds, standing: 'gone', reason: goneReason } as const;
    unfinished.set(sourceId, gone);
  }
  return unfinished;
}
