import type { FolderState, IdSpan, SessionMemory } from '@mailhaul/connector-contract';
import type { ItemRow } from '../form/item-row.ts';
import { followFolder } from './follow-folder.ts';
import { folderAsked, itemCountIn } from './folder-state.ts';
import type { ItemIndex } from './item-index.ts';
import { NumberBook } from './number-book.ts';
import { readRows } from './read-rows.ts';
import { type CallCore, generationOf } from './session-core.ts';

const rowsAtATime = 100;

/** A folder as far as it was followed. */
interface KnownFolder {
  readonly book: NumberBook;
  /** By number: the ids of the items that are there, as far as this process has seen them. */
  readonly ewsIds: Map<number, string>;
  /** All of them were seen. */
  isWhole: boolean;
}

/** What all sessions of a pass know; without a memory, what one session knows. */
class SharedBooks {
  readonly #memory: SessionMemory | undefined;
  readonly #folders = new Map<string, Promise<KnownFolder>>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(memory: SessionMemory | undefined) {
    this.#memory = memory;
  }

  /** One after another: a number is given once. */
  inTurn<T>(folderId: string, act: (known: KnownFolder) => Promise<T>): Promise<T> {
    const result = this.#turn.then(async () => act(await this.#folder(folderId)));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #folder(folderId: string): Promise<KnownFolder> {
    let known = this.#folders.get(folderId);
    if (known === undefined) {
      known = NumberBook.open(this.#memory, folderId).then((book) => {
        return { book, ewsIds: new Map<number, string>(), isWhole: false };
      });
      known.catch(() => this.#folders.delete(folderId));
      this.#folders.set(folderId, known);
    }
    return known;
  }
}

const byMemory = new WeakMap<SessionMemory, SharedBooks>();

function booksOf(memory: SessionMemory | undefined): SharedBooks {
  if (memory === undefined) return new SharedBooks(undefined);
  let books = byMemory.get(memory);
  if (books === undefined) byMemory.set(memory, (books = new SharedBooks(memory)));
  return books;
}

/**
 * Numbers of ours, where the server has none or cannot find by them (docs/adr/0013): kept in a {@link NumberBook} per folder, given to new
 * items in the order in which they were made. An item that is moved has a new id, and so a new number. All ids of a folder are in memory
 * while older items of it are read: some 200 bytes an item.
 */
export class BookIndex implements ItemIndex {
  readonly #core: CallCore;
  readonly #books: SharedBooks;

  constructor(core: CallCore, memory: SessionMemory | undefined) {
    this.#core = core;
    this.#books = booksOf(memory);
  }

  generation(folderId: string): number {
    return generationOf(folderId, 'book');
  }

  async state(folderId: string): Promise<FolderState> {
    const folder = await folderAsked(this.#core, folderId);
    const nextId = await this.#books.inTurn(folderId, async (known) => {
      await this.#follow(folderId, known);
      return known.book.nextNumber;
    });
    return { generation: this.generation(folderId), nextId, itemCount: itemCountIn(folder) };
  }

  stateOfNew(folderId: string): Promise<FolderState> {
    return this.state(folderId);
  }

  async *rows(
    folderId: string,
    spans: readonly IdSpan[],
  ): AsyncGenerator<readonly ItemRow[], void, undefined> {
    const named = await this.#books.inTurn(folderId, (known) =>
      this.#named(folderId, known, spans),
    );
    for (let at = 0; at < named.length; at += rowsAtATime) {
      const some = new Map(named.slice(at, at + rowsAtATime).map(([id, ewsId]) => [ewsId, id]));
      const facts = await readRows(this.#core, [...some.keys()]);
      const rows = facts.flatMap((one) => {
        const id = some.get(one.ewsId);
        return id === undefined ? [] : [{ ...one, id }];
      });
      if (rows.length > 0) yield rows;
    }
  }

  numbersOf(
    folderId: string,
    made: readonly { readonly ewsId: string }[],
  ): Promise<ReadonlyMap<string, number>> {
    return this.#books.inTurn(folderId, async (known) => {
      // What others put there before comes first, where that is not told by a listing of all that there is.
      if (known.book.followedTo !== '') await this.#follow(folderId, known);
      await this.#take(
        known,
        made.map(({ ewsId }) => ewsId),
      );
      const numbers = made.map(({ ewsId }) => [ewsId, known.book.numberOf(ewsId) ?? 0] as const);
      return new Map(numbers.filter(([, number]) => number > 0));
    });
  }

  /** Numbers and ids in these spans, ascending. */
  async #named(
    folderId: string,
    known: KnownFolder,
    spans: readonly IdSpan[],
  ): Promise<readonly (readonly [number, string])[]> {
    const { book, ewsIds } = known;
    // Numbers that were not given yet: of what arrived since.
    const isAhead = spans.some(({ belowId }) => belowId > book.nextNumber);
    if (isAhead) await this.#follow(folderId, known);
    if (!known.isWhole && !this.#isSeen(known, spans)) await this.#follow(folderId, known, '');
    const end = book.nextNumber;
    const wanted = spans.length === 0 ? [{ fromId: 1, belowId: end }] : spans;
    const named = new Map<number, string>();
    for (const { fromId, belowId } of wanted) {
      for (let id = fromId; id < Math.min(belowId, end); id += 1) {
        const ewsId = ewsIds.get(id);
        if (ewsId !== undefined) named.set(id, ewsId);
      }
    }
    return [...named].toSorted(([a], [b]) => a - b);
  }

  /** Every number of the spans was given since this process began to follow. */
  #isSeen({ book, ewsIds }: KnownFolder, spans: readonly IdSpan[]): boolean {
    if (spans.length === 0) return false;
    return spans.every(({ fromId, belowId }) => {
      for (let id = fromId; id < Math.min(belowId, book.nextNumber); id += 1) {
        if (!ewsIds.has(id)) return false;
      }
      return true;
    });
  }

  async #follow(folderId: string, known: KnownFolder, from?: string): Promise<void> {
    const { book, ewsIds } = known;
    const found = await followFolder(this.#core, folderId, from ?? book.followedTo);
    if (found.isWhole) {
      ewsIds.clear();
      known.isWhole = true;
    }
    for (const ewsId of found.removed) {
      const number = book.numberOf(ewsId);
      if (number !== undefined) ewsIds.delete(number);
    }
    await this.#take(known, found.added);
    await book.followTo(found.followedTo);
  }

  async #take({ book, ewsIds }: KnownFolder, added: readonly string[]): Promise<void> {
    await book.add(added);
    for (const ewsId of added) {
      const number = book.numberOf(ewsId);
      if (number !== undefined) ewsIds.set(number, ewsId);
    }
  }
}
