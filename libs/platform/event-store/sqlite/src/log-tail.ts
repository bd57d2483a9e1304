import type { Row } from './messages.ts';

/** What the tail keeps at most; a subscriber further behind reads pages from the file. */
export const tailWeightMax = 4 * 1024 * 1024;

/**
 * The newest events, as this process appended them, for subscribers that are almost live: under heavy writing a page from
 * the file would come too late. Kept only while someone follows.
 */
export class LogTail {
  #rows: Row[] = [];
  /** Index of the oldest row that is kept. */
  #first = 0;
  #weight = 0;
  #followers = 0;

  follow(): void {
    this.#followers += 1;
  }

  unfollow(): void {
    this.#followers -= 1;
    if (this.#followers === 0) this.#clear();
  }

  /** Durable events in the order of the log; behind a gap the tail starts anew. */
  add(rows: readonly Row[]): void {
    if (this.#followers === 0) return;
    for (const row of rows) {
      const newest = this.#rows.at(-1);
      if (newest !== undefined && row.position !== newest.position + 1) this.#clear();
      this.#rows.push(row);
      this.#weight += weightOf(row);
    }
    this.#trim();
  }

  /** Rows behind a position up to a weight; undefined where the tail does not reach back so far. */
  after(position: number, weightMax: number): readonly Row[] | undefined {
    const oldest = this.#rows[this.#first];
    if (oldest === undefined || position < oldest.position - 1) return undefined;
    const begin = this.#first + (position - oldest.position) + 1;
    let weight = 0;
    let end = begin;
    for (
      let row = this.#rows[end];
      row !== undefined && weight < weightMax;
      row = this.#rows[end]
    ) {
      weight += weightOf(row);
      end += 1;
    }
    return this.#rows.slice(begin, end);
  }

  #trim(): void {
    while (this.#weight > tailWeightMax) {
      const oldest = this.#rows[this.#first];
      if (oldest === undefined) break;
      this.#weight -= weightOf(oldest);
      this.#first += 1;
    }
    // Dropped rows are let go half a tail at a time: shifting the array for each would cost more than it frees.
    if (this.#first > this.#rows.length / 2) {
      this.#rows = this.#rows.slice(this.#first);
      this.#first = 0;
    }
  }

  #clear(): void {
    this.#rows = [];
    this.#first = 0;
    this.#weight = 0;
  }
}

/** Characters, and about what a row costs beside them. */
function weightOf(row: Row): number {
  return row.data.length + row.metadata.length + rowWeight;
}

const rowWeight = 200;
