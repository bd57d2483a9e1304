export interface RowPage<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

export interface RowSource<Row> {
  /** The page behind that cursor, from the server's present order. */
  readonly fetchPage: (after: string | undefined, limit: number) => Promise<RowPage<Row>>;
  /** One row that no page shows any more; undefined: it is gone. */
  readonly fetchRow?: (id: string) => Promise<Row | undefined>;
}

export interface RowView<Row> {
  /** Ids in the order in which they were loaded; it changes only by `show`. */
  readonly order: readonly string[];
  readonly rows: ReadonlyMap<string, Row>;
  /** There is nothing behind the last row. */
  readonly isWhole: boolean;
  readonly isLoading: boolean;
  readonly error: unknown;
  /** Rows that came, went or have another place by now. */
  readonly changedCount: number;
}

interface LoadedPage {
  readonly after: string | undefined;
  readonly start: number;
  readonly count: number;
}

const firstPageRows = 100;
const pageRowsMax = 500;
/** Rows that left their page are asked for one by one, so many at most. */
const straysMax = 20;

/**
 * Rows of a list that the server sorts, loaded page by page as they are looked at. What changes later is put into the
 * rows where they stand; the order stays until `show`, so that nothing moves under the pointer.
 */
export class RowWindow<Row extends { readonly id: string }> {
  readonly #source: RowSource<Row>;
  readonly #listeners = new Set<() => void>();
  #view: RowView<Row> = {
    order: [],
    rows: new Map(),
    ...{ isWhole: false, isLoading: true, error: undefined, changedCount: 0 },
  };
  #pages: LoadedPage[] = [];
  #next: string | undefined;
  #changed = new Set<string>();
  #wanted = 0;
  #loading: Promise<void> | undefined;

  constructor(source: RowSource<Row>) {
    this.#source = source;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): RowView<Row> => this.#view;

  /** Loads on until so many rows are there, or all. One request at a time; more may be wanted meanwhile. */
  ensure(rows: number): Promise<void> {
    this.#wanted = Math.max(this.#wanted, rows);
    this.#loading ??= this.#load().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** Asks again for the pages that hold these rows, and puts what they say into the rows. */
  async refresh(from: number, to: number): Promise<void> {
    if (this.#loading !== undefined) return;
    const seen = this.#pages.filter(({ start, count }) => start < to && start + count > from);
    const first = this.#pages[0];
    if (seen.length === 0 && (first === undefined || this.#view.order.length === 0)) {
      return this.show();
    }
    for (const page of seen) await this.#refreshPage(page);
  }

  /** Loads the list anew, as far as it was loaded, and shows it in its present order. */
  async show(): Promise<void> {
    await this.#loading;
    const wanted = Math.max(firstPageRows, Math.min(this.#view.order.length, 4 * pageRowsMax));
    const before = { pages: this.#pages, next: this.#next };
    this.#pages = [];
    this.#next = undefined;
    try {
      const rows: Row[] = [];
      do {
        const limit = Math.min(pageRowsMax, wanted - rows.length);
        rows.push(...(await this.#fetch(rows.length, limit)));
      } while (this.#next !== undefined && rows.length < wanted);
      this.#changed = new Set();
      this.#put({
        order: rows.map(({ id }) => id),
        rows: new Map(rows.map((row) => [row.id, row])),
        ...{
          isWhole: this.#next === undefined,
          isLoading: false,
          changedCount: 0,
          error: undefined,
        },
      });
    } catch (error) {
      this.#pages = before.pages;
      this.#next = before.next;
      this.#put({ ...this.#view, error, isLoading: false });
    }
  }

  async #load(): Promise<void> {
    while (!this.#view.isWhole && this.#view.order.length < this.#wanted) {
      const { order, rows } = this.#view;
      const missing = this.#wanted - order.length;
      const limit = Math.min(pageRowsMax, Math.max(firstPageRows, missing));
      if (!this.#view.isLoading) this.#put({ ...this.#view, isLoading: true });
      try {
        const found = await this.#fetch(order.length, limit);
        const fresh = found.filter(({ id }) => !rows.has(id));
        this.#put({
          ...this.#view,
          order: [...this.#view.order, ...fresh.map(({ id }) => id)],
          rows: new Map([...this.#view.rows, ...fresh.map((row) => [row.id, row] as const)]),
          ...{ isWhole: this.#next === undefined, isLoading: false, error: undefined },
        });
      } catch (error) {
        this.#wanted = 0;
        this.#put({ ...this.#view, error, isLoading: false });
        return;
      }
    }
    if (this.#view.isLoading) this.#put({ ...this.#view, isLoading: false });
  }

  async #fetch(start: number, limit: number): Promise<readonly Row[]> {
    const after = this.#next;
    const { rows, next } = await this.#source.fetchPage(after, limit);
    this.#pages.push({ after, start, count: rows.length });
    this.#next = next;
    return rows;
  }

  async #refreshPage({ after, start, count }: LoadedPage): Promise<void> {
    const limit = Math.min(pageRowsMax, Math.max(1, count));
    const found = await this.#source.fetchPage(after, limit);
    const here = this.#view.order.slice(start, start + count);
    const now = new Set(found.rows.map(({ id }) => id));
    const strays = here.filter((id) => !now.has(id));
    for (const id of strays) this.#changed.add(id);
    for (const { id } of found.rows) if (!this.#view.rows.has(id)) this.#changed.add(id);
    const stayed = here.filter((id) => now.has(id));
    const order = found.rows.map(({ id }) => id).filter((id) => this.#view.rows.has(id));
    stayed.forEach((id, place) => {
      if (order[place] !== id && strays.length === 0) this.#changed.add(id);
    });
    const rows = new Map(this.#view.rows);
    for (const row of found.rows) if (rows.has(row.id)) rows.set(row.id, row);
    for (const row of await this.#strays(strays)) rows.set(row.id, row);
    this.#put({ ...this.#view, rows, changedCount: this.#changed.size, error: undefined });
  }

  async #strays(ids: readonly string[]): Promise<readonly Row[]> {
    const { fetchRow } = this.#source;
    if (fetchRow === undefined) return [];
    const found = await Promise.all(ids.slice(0, straysMax).map((id) => fetchRow(id)));
    return found.filter((row) => row !== undefined);
  }

  #put(view: RowView<Row>): void {
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}
