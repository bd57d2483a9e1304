/**
 * Reads the packed columns of ledger events without the code that wrote them: variable-length integers, low seven
 * bits first, as base64.
 */
class Column {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(text: string) {
    this.#bytes = Buffer.from(text, 'base64');
  }

  get isRead(): boolean {
    return this.#at >= this.#bytes.length;
  }

  natural(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  signed(): number {
    const value = this.natural();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  skip(count: number): void {
    this.#at += count;
  }
}

/** Runs of neighbours: the step from the last id, then how many more follow. */
export function readIds(text: string): readonly number[] {
  const column = new Column(text);
  const ids: number[] = [];
  let last = 0;
  while (!column.isRead) {
    last += column.signed();
    ids.push(last);
    for (let more = column.natural(); more > 0; more -= 1) {
      last += 1;
      ids.push(last);
    }
  }
  return ids;
}

const hashBytes = 8;

/** Source ids, sizes and dates of an intended or matched batch. */
export function readItems(text: string): readonly { id: number; size: number; date: number }[] {
  const column = new Column(text);
  const items: { id: number; size: number; date: number }[] = [];
  let id = 0;
  let date = 0;
  for (let left = column.natural(); left > 0; left -= 1) {
    id += column.signed();
    const size = column.natural();
    date += column.signed();
    column.skip(hashBytes);
    items.push({ id, size, date });
  }
  return items;
}
