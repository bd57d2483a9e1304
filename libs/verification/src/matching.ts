import type { ItemTable } from './item-table.ts';

/** How two partners agree; flags are compared apart from it. */
export type Agreement = 'equal' | 'date-differs' | 'bytes-differ';

const agreements: readonly Agreement[] = ['equal', 'date-differs', 'bytes-differ'];

export interface Match {
  readonly source: number;
  readonly target: number;
  readonly agreement: Agreement;
}

/** Who is whose partner, as columns over the rows of a table: five bytes a row. */
export class Matching {
  readonly #sourceCount: number;
  /** The partner's row + 1; 0 while there is none. */
  readonly #partners: Uint32Array;
  readonly #agreements: Uint8Array;
  /** Target rows without a partner that hold the bytes of a source item. */
  readonly twins = new Set<number>();

  constructor(table: ItemTable) {
    this.#sourceCount = table.sourceCount;
    this.#partners = new Uint32Array(table.count);
    this.#agreements = new Uint8Array(table.count);
  }

  pair(match: Match): void {
    const { source, target, agreement } = match;
    this.#partners[source] = target + 1;
    this.#partners[target] = source + 1;
    this.#agreements[source] = agreements.indexOf(agreement);
  }

  isOpen(row: number): boolean {
    return this.#partners[row] === 0;
  }

  /** Ascending by source row. */
  *matches(): Generator<Match> {
    for (let source = 0; source < this.#sourceCount; source += 1) {
      const partner = this.#partners[source] ?? 0;
      const agreement = agreements[this.#agreements[source] ?? 0] ?? 'equal';
      if (partner > 0) yield { source, target: partner - 1, agreement };
    }
  }

  openSources(): Generator<number> {
    return this.#open(0, this.#sourceCount);
  }

  openTargets(): Generator<number> {
    return this.#open(this.#sourceCount, this.#partners.length);
  }

  *#open(from: number, to: number): Generator<number> {
    for (let row = from; row < to; row += 1) if (this.isOpen(row)) yield row;
  }
}
