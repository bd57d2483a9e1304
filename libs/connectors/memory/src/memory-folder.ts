import type {
  FolderState,
  ItemId,
  ItemKind,
  ReceivedAt,
  SpecialUse,
} from '@mailhaul/connector-contract';

/** One item as a folder holds it. The id is its place in the folder's generation. */
export interface MemoryItem {
  readonly id: ItemId;
  readonly bytes: Uint8Array;
  readonly receivedAt: ReceivedAt;
  readonly flags: readonly string[];
  /** Absent: mail. */
  readonly kind?: ItemKind;
  /** What it was written with. */
  readonly marker?: string;
}

export type NewMemoryItem = Omit<MemoryItem, 'id'>;

/** A folder of the plain in-memory mail system: what an IMAP mailbox is, without the wire. */
export class MemoryFolder {
  /** Changed by the mailbox alone, which finds folders by it. */
  path: readonly string[];
  readonly specialUse: SpecialUse | undefined;
  readonly containerClass: string | undefined;
  isSubscribed = false;
  readonly #items = new Map<ItemId, MemoryItem>();
  #generation: number;
  #nextId = 1;
  #changeCount = 0;

  constructor(place: {
    path: readonly string[];
    generation: number;
    specialUse?: SpecialUse | undefined;
    containerClass?: string | undefined;
  }) {
    this.path = place.path;
    this.specialUse = place.specialUse;
    this.containerClass = place.containerClass;
    this.#generation = place.generation;
  }

  get id(): string {
    return memoryFolderId(this.path);
  }

  /** Ascending by id. */
  items(): IterableIterator<MemoryItem> {
    return this.#items.values();
  }

  item(id: ItemId): MemoryItem | undefined {
    return this.#items.get(id);
  }

  state(): FolderState {
    let bytes = 0;
    for (const item of this.#items.values()) bytes += item.bytes.byteLength;
    return {
      generation: this.#generation,
      nextId: this.#nextId,
      itemCount: this.#items.size,
      bytes,
      changeMark: String(this.#changeCount),
    };
  }

  add(item: NewMemoryItem): MemoryItem {
    const { bytes, receivedAt, flags, kind, marker } = item;
    const added: MemoryItem = {
      ...{ id: this.#nextId, bytes, receivedAt, flags },
      ...(kind === undefined ? {} : { kind }),
      ...(marker === undefined ? {} : { marker }),
    };
    this.#nextId += 1;
    this.#changeCount += 1;
    this.#items.set(added.id, added);
    return added;
  }

  /** False when there is no such item. */
  remove(id: ItemId): boolean {
    const wasThere = this.#items.delete(id);
    if (wasThere) this.#changeCount += 1;
    return wasThere;
  }

  setFlags(id: ItemId, flags: readonly string[]): MemoryItem | undefined {
    const item = this.#items.get(id);
    if (item === undefined) return undefined;
    const changed = { ...item, flags };
    this.#items.set(id, changed);
    this.#changeCount += 1;
    return changed;
  }

  /** A new UIDVALIDITY: the same messages in the same order under new ids; gives old id to new. */
  renumber(generation: number): ReadonlyMap<ItemId, ItemId> {
    const before = [...this.#items.values()];
    const renamed = new Map<ItemId, ItemId>();
    this.#items.clear();
    this.#generation = generation;
    this.#nextId = 1;
    for (const item of before) renamed.set(item.id, this.add(item).id);
    return renamed;
  }
}

/** Equal paths have equal ids; `INBOX` is one folder in any spelling (RFC 9051 §5.1). */
export function memoryFolderId(path: readonly string[]): string {
  const [root = '', ...rest] = path;
  const first = root.toUpperCase() === 'INBOX' ? 'INBOX' : root;
  return [first, ...rest].map((name) => encodeURIComponent(name)).join('/');
}

/** Mail is kept in folders of no class, of `IPF.Note`, and of what is derived from it (MS-OXOSFLD §2.2.4). */
export function isMailClass(containerClass: string | undefined): boolean {
  return containerClass === undefined || /^IPF\.Note(?:\.|$)/u.test(containerClass);
}
