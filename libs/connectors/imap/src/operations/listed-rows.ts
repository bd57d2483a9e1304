import type { ItemInfo } from '@mailhaul/connector-contract';
import { parseFetch } from '../parse/fetch-data.ts';
import { isOnlyInView } from '../parse/only-here.ts';
import { WireViolation } from '../wire/raw-response.ts';
import type { Untagged } from '../wire/untagged.ts';

const pageItemsMax = 1000;
/** A page of items with long flags is given early: each row may stand for a line of the server. */
const pageTextMax = 1024 * 1024;
/** Rows beyond the messages a folder says it has: mail that arrives meanwhile, and rows that are asked for twice. */
const rowsBeyondMax = 10_000;
/** No folder that a person can open has more. */
const rowsMax = 5_000_000;
/** Held together where nothing tells UIDNEXT but the last of them. */
const gatheredRowsMax = 100_000;

export interface Row {
  readonly item: ItemInfo;
  readonly labels: readonly string[] | undefined;
}

export interface RowsPage {
  readonly lastId: number;
  readonly given: { readonly items: readonly ItemInfo[]; readonly listedCount?: number };
}

/** The rows of a listing as they come in, and those that wait for their page. */
export class ListedRows {
  readonly #labels: ReadonlySet<string> | undefined;
  readonly #onPage: (page: RowsPage) => boolean;
  /** Servers may answer in any order, and twice; most do neither. */
  #waiting = new Map<number, ItemInfo>();
  #pageText = 0;
  #toldCount = 0;
  #elsewhereCount = 0;
  #count = 0;
  #lastGivenId = 0;
  #lastInPart = 0;
  hasGiven = false;
  partCount = 0;
  isPartAscending = true;
  firstId = Infinity;
  lastId = 0;

  /** `onPage` takes a page, or says that it cannot be given yet. */
  constructor(labels: ReadonlySet<string> | undefined, onPage: (page: RowsPage) => boolean) {
    this.#labels = labels;
    this.#onPage = onPage;
  }

  /** Messages that were told of, each once. */
  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#waiting.size >= pageItemsMax || this.#pageText > pageTextMax;
  }

  get isWaiting(): boolean {
    return this.#waiting.size > 0 || this.#elsewhereCount > 0;
  }

  beginPart(): void {
    this.partCount = 0;
    this.isPartAscending = true;
    this.#lastInPart = 0;
  }

  rowOf(untagged: Untagged): Row | undefined {
    if (untagged.kind !== 'FETCH') return undefined;
    const { uid, size, receivedAt, flags, labels, body } = parseFetch(untagged);
    // Without size and date it is an unasked change of flags, with a body it is for a reading; IceWarp leaves out the size.
    const isListed = size !== undefined || (receivedAt !== undefined && body === undefined);
    if (uid === undefined || !isListed) return undefined;
    const item = { size: size ?? 0, receivedAt: receivedAt ?? unknownDate, flags: flags ?? [] };
    return { item: { id: uid, ...item }, labels };
  }

  /** @throws WireViolation where the server tells of more than the folder can hold */
  take({ item, labels }: Row, { raw }: Untagged, saidMax = rowsMax): void {
    this.#toldCount += 1;
    this.#pageText += raw.texts.reduce((sum, text) => sum + text.length, 0);
    if (this.#toldCount > Math.min(rowsMax, saidMax + rowsBeyondMax)) {
      throw new WireViolation('the server lists more items than the folder holds', true);
    }
    this.partCount += 1;
    this.isPartAscending &&= item.id > this.#lastInPart;
    this.#lastInPart = item.id;
    this.firstId = Math.min(this.firstId, item.id);
    this.lastId = Math.max(this.lastId, item.id);
    if (this.#labels !== undefined && !isOnlyInView(labels ?? [], this.#labels)) {
      this.#elsewhereCount += 1;
      this.#count += 1;
      return;
    }
    if (!this.#waiting.has(item.id)) this.#count += 1;
    this.#waiting.set(item.id, item);
  }

  /** @throws WireViolation where too much waits */
  checkHeld(): void {
    if (this.#waiting.size <= gatheredRowsMax) return;
    throw new WireViolation('the server tells no UIDNEXT of a folder with many items', true);
  }

  /** Gives what waits as one page; false where it does not follow what was given before. */
  give(): boolean {
    const items = [...this.#waiting.values()].sort((a, b) => a.id - b.id);
    if ((items[0]?.id ?? Infinity) <= this.#lastGivenId) return false;
    const lastId = items.at(-1)?.id ?? this.#lastGivenId;
    const listedCount = items.length + this.#elsewhereCount;
    const given = { items, ...(this.#labels === undefined ? {} : { listedCount }) };
    if (!this.#onPage({ lastId, given })) return true;
    this.#waiting = new Map();
    this.#pageText = 0;
    this.#elsewhereCount = 0;
    this.#lastGivenId = lastId;
    this.hasGiven = true;
    return true;
  }
}

/** For servers that give no date: the item is worth more than its date. */
export const unknownDate = { epochSeconds: 0, zoneMinutes: 0 };
