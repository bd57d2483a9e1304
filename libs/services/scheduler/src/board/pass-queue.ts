/** What a queue must know of what stands in it. */
export interface Queued {
  readonly priority: number;
  /** Among equals the alphabet decides. */
  readonly name: string;
}

/** Passes of one job that wait for a worker: by priority, 1 first, then by name. */
export class PassQueue<T extends object> {
  /** By priority, each by name. */
  readonly #rows = new Map<number, { readonly name: string; readonly item: T }[]>();
  readonly #places = new Map<T, Queued>();

  get size(): number {
    return this.#places.size;
  }

  /** Also moves what stands elsewhere. */
  put(item: T, place: Queued): void {
    const was = this.#places.get(item);
    if (was?.priority === place.priority && was.name === place.name) return;
    this.remove(item);
    const row = this.#rows.get(place.priority) ?? [];
    this.#rows.set(place.priority, row);
    row.splice(firstAfter(row, place.name), 0, { name: place.name, item });
    this.#places.set(item, place);
  }

  remove(item: T): void {
    const place = this.#places.get(item);
    if (place === undefined) return;
    this.#places.delete(item);
    const row = this.#rows.get(place.priority) ?? [];
    let at = firstAfter(row, place.name) - 1;
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

/** Where the first one stands whose name is behind this one; the end where there is none. */
function firstAfter(row: readonly { readonly name: string }[], name: string): number {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((row[middle]?.name ?? '') <= name) low = middle + 1;
    else high = middle;
  }
  return low;
}
