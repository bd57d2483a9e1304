import { type RowGroup, type RowOrder, alignRows, rowOrders } from './align-rows.ts';
import type { FlagSets } from './flag-sets.ts';
import type { ItemTable } from './item-table.ts';
import { type Agreement, Matching } from './matching.ts';
import { pairTwins } from './pair-twins.ts';
import { readHashes } from './read-hashes.ts';

/** Without `isDeep`: items beyond their partners whose bodies are compared with equally large ones of the source. */
const twinsProbedMax = 1000;

export interface MatchRequest {
  readonly table: ItemTable;
  readonly flags: FlagSets;
  readonly isDeep: boolean;
  /** False for a source item that may be absent from the target. */
  readonly isRequired: (source: number) => boolean;
}

/**
 * Finds every item's partner as a multiset, from the strongest evidence to the weakest; each step looks only at what
 * the steps before left open, and reads bodies only where more than one answer is possible.
 */
export async function matchItems(request: MatchRequest): Promise<Matching> {
  const matcher = new Matcher(request);
  await matcher.matchSizeAndDate();
  await matcher.matchContentAcrossDates();
  await matcher.findTwins();
  matcher.matchAlteredInPlace();
  await matcher.matchAcrossSizes();
  return matcher.matching;
}

class Matcher {
  readonly #request: MatchRequest;
  readonly #orders: ReturnType<typeof rowOrders>;
  readonly matching: Matching;

  constructor(request: MatchRequest) {
    this.#request = request;
    this.#orders = rowOrders(request.table);
    this.matching = new Matching(request.table);
  }

  /** Equal size and date: one candidate is taken at its word, several (or all, when deep) are told apart by content. */
  async matchSizeAndDate(): Promise<void> {
    const { table, isDeep, isRequired } = this.#request;
    const inDoubt: number[] = [];
    for (const group of this.#open(this.#orders.bySizeAndDate)) {
      const [source, target] = [group.sources[0], group.targets[0]];
      if (source === undefined || target === undefined) continue;
      const isAlone = group.sources.length === 1 && group.targets.length === 1;
      const isTaken = isAlone && isRequired(source) && !isKnownOther(table, source, target);
      if (!isDeep && isTaken) this.#take(source, target, 'equal');
      else addRows(inDoubt, group);
    }
    await readHashes(table, isDeep ? this.#all() : inDoubt);
    this.#pairEqual(this.#orders.bySizeDateAndHash, 'equal');
  }

  /** Equal bytes under another date. */
  async matchContentAcrossDates(): Promise<void> {
    await this.#readWhereBothSides(this.#orders.bySize);
    this.#pairEqual(this.#orders.bySizeAndHash, 'date-differs');
  }

  /** Of the target items left over, those with the bytes of an item of the source, whatever their date. */
  async findTwins(): Promise<void> {
    const { table, isDeep, isRequired } = this.#request;
    const probed = this.matching
      .openTargets()
      .take(isDeep ? Infinity : twinsProbedMax)
      .toArray();
    if (probed.length === 0) return;
    const isCopied = (row: number) => isRequired(row) || !this.matching.isOpen(row);
    const originals = this.#sources().filter(isCopied).toArray();
    const toRead: number[] = [];
    // Sizes that say nothing would have every item read.
    const likely = table.survival === undefined ? this.#orders.bySize : this.#orders.byDate;
    for (const group of alignRows(originals, probed, likely)) {
      if (hasBothSides(group)) addRows(toRead, group);
    }
    await readHashes(table, toRead);
    const known = (row: number) => table.isHashKnown(row);
    const read = { originals: originals.filter(known), probed: probed.filter(known) };
    for (const group of alignRows(read.originals, read.probed, this.#orders.bySizeAndHash)) {
      if (hasBothSides(group)) for (const row of group.targets) this.matching.twins.add(row);
    }
  }

  /** Equal size and date, other bytes; a body that could not be read is reported by itself, not as altered. */
  matchAlteredInPlace(): void {
    const { table } = this.#request;
    for (const { sources, targets } of this.#openRequired(this.#orders.bySizeAndDate)) {
      sources.slice(0, targets.length).forEach((source, at) => {
        const target = targets[at] ?? 0;
        const areRead = table.isHashKnown(source) && table.isHashKnown(target);
        this.#take(source, target, areRead ? 'bytes-differ' : 'equal');
      });
    }
  }

  /**
   * Equal date, other size: equal bytes where a listing told a wrong size; else, when as many are left on both sides
   * of that date, items that were altered, in order of arrival.
   */
  async matchAcrossSizes(): Promise<void> {
    await this.#readWhereBothSides(this.#orders.byDate);
    this.#pairEqual(this.#orders.byDateAndHash, 'equal');
    for (const { sources, targets } of this.#openRequired(this.#orders.byDate)) {
      if (sources.length !== targets.length) continue;
      sources.forEach((source, at) => {
        this.#take(source, targets[at] ?? 0, 'bytes-differ');
      });
    }
  }

  #pairEqual(order: RowOrder, agreement: Agreement): void {
    const { table, isRequired } = this.#request;
    const isAllowed = (row: number) =>
      table.isHashKnown(row) &&
      (agreement === 'equal' || row >= table.sourceCount || isRequired(row));
    for (const group of this.#open(order, isAllowed)) {
      if (!hasBothSides(group)) continue;
      pairTwins(group, this.#request, (source, target) => {
        this.#take(source, target, agreement);
      });
    }
  }

  async #readWhereBothSides(order: RowOrder): Promise<void> {
    const toRead: number[] = [];
    for (const group of this.#openRequired(order)) {
      if (hasBothSides(group)) addRows(toRead, group);
    }
    await readHashes(this.#request.table, toRead);
  }

  #open(order: RowOrder, isAllowed: (row: number) => boolean = () => true): Generator<RowGroup> {
    const sources = this.matching.openSources().filter(isAllowed);
    return alignRows(sources, this.matching.openTargets().filter(isAllowed), order);
  }

  /** Open items that must have a partner, and targets that are not a second copy of something. */
  #openRequired(order: RowOrder): Generator<RowGroup> {
    const { table, isRequired } = this.#request;
    return this.#open(order, (row) =>
      row < table.sourceCount ? isRequired(row) : !this.matching.twins.has(row),
    );
  }

  #take(source: number, target: number, agreement: Agreement): void {
    this.matching.pair({ source, target, agreement });
  }

  *#sources(): Generator<number> {
    for (let row = 0; row < this.#request.table.sourceCount; row += 1) yield row;
  }

  *#all(): Generator<number> {
    for (let row = 0; row < this.#request.table.count; row += 1) yield row;
  }
}

/** Both listings have told what the items are, and it is not the same. */
function isKnownOther(table: ItemTable, source: number, target: number): boolean {
  const areKnown = table.isHashKnown(source) && table.isHashKnown(target);
  return areKnown && table.hash(source) !== table.hash(target);
}

function hasBothSides(group: RowGroup): boolean {
  return group.sources.length > 0 && group.targets.length > 0;
}

/** One by one: a group may hold more rows than a call takes arguments. */
function addRows(rows: number[], group: RowGroup): void {
  for (const row of group.sources) rows.push(row);
  for (const row of group.targets) rows.push(row);
}
