/** What a queue must know of what stands in it. */
export interface Queued {
  readonly priority: number;
  /** Of the log, when the pass was scheduled. */
  readonly since: number;
}

/** Passes of one job that wait for a worker: by priority, 1 first, then the one that was scheduled first. */
export class PassQueue<T extends object> {
  /** By priority, each oldest first. */
  readonly #rows = new Map<number, { readonly since: number; readonly item: T }[]>();
  readonly #places = new Map<T, Queued>();

  get size(): number {
    return this.#places.size;
  }

  /** Also moves what stands elsewhere. */
  put(item: T, place: Queued): void {
    const was = this.#places.get(item);
    if (was?.priority === place.priority && was.since === place.since) return;
    this.remove(item);
    const row = this.#rows.get(place.priority) ?? [];
    this.#rows.set(place.priority, row);
    row.splice(firstAfter(row, place.since), 0, { since: place.since, item });
    this.#places.set(item, place);
  }

  remove(item: T): void {
    const place = this.#places.get(item);
    if (place === undefined) return;
    this.#places.delete(item);
    const row = this.#rows.get(place.priority) ?? [];
    let at = firstAfter(row, place.since) - 1;
    while (at >= 0 && row[at]?.item !== item) at -= 1;
    row.splice(at, 1);
    if (row.length === 0) this.#rows.delete(place.priority);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const priority of [...this.#rows.keys()].sort((a, b) => a - b)) {
      for (const { item } of this.#rows.get(priority) ?? []) yield item;
    }
  }
}

/** Where the first one stands that is younger; the end where there is none. */
function firstAfter(row: readonly { readonly since: number }[], since: number): number {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((row[middle]?.since ?? 0) <= since) low = middle + 1;
    else high = middle;
  }
  return low;
}
