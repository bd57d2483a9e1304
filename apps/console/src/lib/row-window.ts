import { replaceEqualDeep } from '@tanstack/react-query';

export interface RowPage<Row> {
  readonly rows: readonly Row[];
  readonly next?: string | undefined;
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
  /** Rows that are to be asked for again. */
  #old: readonly [number, number] | undefined;
  #refreshing: Promise<void> | undefined;
  /** Rows may have come behind the last one since it was loaded. */
  #isEndOld = false;

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
    if (this.#isEndOld) return this.#lookBehindEnd();
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /**
   * Asks again for the pages that hold these rows, and puts what they say into the rows. What is asked for meanwhile is
   * asked for afterwards, once.
   */
  refresh(from: number, to: number): Promise<void> {
    this.#old = [from, to];
    this.#refreshing ??= this.#refreshOld();
    return this.#refreshing;
  }

  /** Loads the list anew, as far as it was loaded, and shows it in its present order. */
  async show(): Promise<void> {
    await this.#loading;
    const wanted = Math.max(firstPageRows, Math.min(this.#view.order.length, 4 * pageRowsMax));
    const before = { pages: this.#pages, next: this.#next };
    this.#pages = [];
    this.#next = undefined;
    this.#isEndOld = false;
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
    // Never done before whoever began it holds its promise.
    await Promise.resolve();
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
        break;
      }
    }
    // Together with the last look at what is wanted: what is wanted from here on begins another load.
    this.#loading = undefined;
    if (this.#view.isLoading) this.#put({ ...this.#view, isLoading: false });
  }

  async #refreshOld(): Promise<void> {
    try {
      await this.#loading;
      for (let old = this.#old; old !== undefined; old = this.#old) {
        this.#old = undefined;
        await this.#refreshRows(...old);
        await this.#loading;
      }
    } finally {
      this.#refreshing = undefined;
    }
  }

  async #refreshRows(from: number, to: number): Promise<void> {
    const end = this.#view.order.length;
    if (end === 0) return this.show();
    this.#isEndOld = this.#view.isWhole;
    const last = this.#pages.at(-1);
    for (const page of this.#pages) {
      const isSeen = page.start < to && page.start + page.count > from;
      if (isSeen || (page === last && to >= end)) await this.#refreshPage(page);
    }
  }

  async #lookBehindEnd(): Promise<void> {
    const end = this.#view.order.length;
    try {
      await this.refresh(end - 1, end);
    } catch (error) {
      this.#put({ ...this.#view, error });
    }
  }

  async #fetch(start: number, limit: number): Promise<readonly Row[]> {
    const after = this.#next;
    const { rows, next } = await this.#source.fetchPage(after, limit);
    this.#pages.push({ after, start, count: rows.length });
    this.#next = next;
    return rows;
  }

  async #refreshPage(page: LoadedPage): Promise<void> {
    const { after, start, count } = page;
    const isEnd = this.#view.isWhole && page === this.#pages.at(-1);
    const limit = isEnd ? pageRowsMax : Math.min(pageRowsMax, Math.max(1, count));
    const found = await this.#source.fetchPage(after, limit);
    const here = this.#view.order.slice(start, start + count);
    const now = new Set(found.rows.map(({ id }) => id));
    const strayIds = here.filter((id) => !now.has(id));
    const strays = await this.#strays(strayIds);
    // Meanwhile the list was loaded anew.
    if (!this.#pages.includes(page)) return;
    const behind = isEnd ? this.#behindLast(found.rows) : [];
    const rows = new Map([...this.#view.rows, ...behind.map((row) => [row.id, row] as const)]);
    for (const id of strayIds) this.#changed.add(id);
    for (const { id } of found.rows) if (!rows.has(id)) this.#changed.add(id);
    const stayed = here.filter((id) => now.has(id));
    const order = found.rows.map(({ id }) => id).filter((id) => rows.has(id));
    stayed.forEach((id, place) => {
      if (order[place] !== id && strayIds.length === 0) this.#changed.add(id);
    });
    for (const row of [...found.rows, ...strays]) {
      // A row that says the same stays the same, and is not drawn anew.
      if (rows.has(row.id)) rows.set(row.id, replaceEqualDeep(rows.get(row.id), row));
    }
    this.#put({ ...this.#view, rows, changedCount: this.#changed.size, error: undefined });
    if (isEnd) this.#goOnBehind(page, { rows: behind, next: found.next });
  }

  /** Those that came behind the last row of the list: they move no other, so they are shown at once. */
  #behindLast(found: readonly Row[]): readonly Row[] {
    const isKnown = ({ id }: Row) => this.#view.rows.has(id) || this.#changed.has(id);
    return found.slice(found.findLastIndex(isKnown) + 1);
  }

  #goOnBehind(last: LoadedPage, { rows, next }: RowPage<Row>): void {
    this.#pages.splice(-1, 1, { ...last, count: last.count + rows.length });
    this.#next = next;
    this.#isEndOld = false;
    const order = [...this.#view.order, ...rows.map(({ id }) => id)];
    this.#put({ ...this.#view, order, isWhole: next === undefined });
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
