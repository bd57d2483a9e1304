import type { ItemId } from '@mailhaul/connector-contract';
import {
  type MemoryFolder,
  type MemoryItem,
  MemoryMailbox,
  type NewMemoryItem,
} from '@mailhaul/connector-memory';
import { hash } from 'node:crypto';

export type CopyOrigin = 'seeded' | 'delivered' | 'written' | 'user-copy' | 'user-move';
export type CopyFate = 'user-deleted' | 'user-moved' | 'folder-deleted' | 'worker-removed';

/** One stored message through its whole life, whatever its ids were. What the checkers judge by. */
export interface Copy {
  readonly serial: number;
  /** Path joined by `/`, as the folder is called now. */
  folder: string;
  /** Equal for equal bytes (as they were sent, before any rewriting) and dates. */
  readonly content: string;
  readonly size: number;
  readonly epochSeconds: number;
  readonly origin: CopyOrigin;
  /** The process that wrote it. */
  readonly by: string | undefined;
  /** The copy that a user copied or moved it from. */
  readonly from: Copy | undefined;
  /** The bytes as they lay there. */
  readonly stored: NewMemoryItem;
  /** As they were last set. */
  flags: readonly string[];
  readonly bornAtMs: number;
  fate: CopyFate | undefined;
  goneAtMs: number | undefined;
}

export interface Arrival {
  readonly item: NewMemoryItem;
  readonly content: string;
  readonly origin: CopyOrigin;
  readonly by?: string;
  readonly from?: Copy;
}

/** A mailbox that remembers everything that ever happened in it. */
export class SimMailbox {
  readonly mailbox = new MemoryMailbox();
  readonly copies: Copy[] = [];
  /** How many writes were merged with a copy, by its serial. */
  readonly merges = new Map<number, number>();
  readonly #nowMs: () => number;
  /** `folder generation id` → copy, for every id a copy ever had. */
  readonly #places = new Map<string, Copy>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  folder(path: string): MemoryFolder | undefined {
    return this.mailbox.folderAt(path.split('/'));
  }

  /** The copy that had this id in that generation of the folder, also when it is gone. */
  copyAt(folder: string, generation: number, id: ItemId): Copy | undefined {
    return this.#places.get(`${folder} ${generation} ${id}`);
  }

  copyOf(folder: MemoryFolder, item: MemoryItem): Copy {
    return this.copyAt(folder.path.join('/'), folder.state().generation, item.id) as Copy;
  }

  present(folder: string): readonly Copy[] {
    return this.copies.filter((copy) => copy.folder === folder && copy.fate === undefined);
  }

  add(folder: MemoryFolder, arrival: Arrival): MemoryItem {
    const item = folder.add(arrival.item);
    const copy: Copy = {
      serial: this.copies.length,
      folder: folder.path.join('/'),
      content: arrival.content,
      size: arrival.item.bytes.byteLength,
      epochSeconds: arrival.item.receivedAt.epochSeconds,
      origin: arrival.origin,
      by: arrival.by,
      from: arrival.from,
      stored: arrival.item,
      flags: arrival.item.flags,
      bornAtMs: this.#nowMs(),
      fate: undefined,
      goneAtMs: undefined,
    };
    this.copies.push(copy);
    this.#places.set(`${copy.folder} ${folder.state().generation} ${item.id}`, copy);
    return item;
  }

  setFlags(folder: MemoryFolder, item: MemoryItem, flags: readonly string[]): void {
    this.copyOf(folder, item).flags = flags;
    folder.setFlags(item.id, flags);
  }

  noteMerge({ serial }: Copy): void {
    this.merges.set(serial, (this.merges.get(serial) ?? 0) + 1);
  }

  remove(folder: MemoryFolder, id: ItemId, fate: CopyFate): Copy | undefined {
    const item = folder.item(id);
    if (item === undefined) return undefined;
    const copy = this.copyOf(folder, item);
    folder.remove(id);
    copy.fate = fate;
    copy.goneAtMs = this.#nowMs();
    return copy;
  }

  deleteFolder(folder: MemoryFolder): void {
    for (const item of [...folder.items()]) this.remove(folder, item.id, 'folder-deleted');
    this.mailbox.deleteFolder(folder.id);
  }

  /** Copies keep their places under both names: nothing else is ever called as a folder was before. */
  renameFolder(folder: MemoryFolder, path: readonly string[]): void {
    const before = folder.path.join('/');
    const after = path.join('/');
    this.mailbox.renameFolder(folder, path);
    for (const copy of this.copies) if (copy.folder === before) copy.folder = after;
    for (const [place, copy] of [...this.#places]) {
      if (copy.folder !== after || !place.startsWith(`${before} `)) continue;
      this.#places.set(`${after}${place.slice(before.length)}`, copy);
    }
  }

  renumber(folder: MemoryFolder): void {
    const path = folder.path.join('/');
    const before = folder.state().generation;
    const generation = this.mailbox.nextGeneration();
    for (const [oldId, newId] of folder.renumber(generation)) {
      const copy = this.copyAt(path, before, oldId) as Copy;
      this.#places.set(`${path} ${generation} ${newId}`, copy);
    }
  }
}

export function contentOf(bytes: Uint8Array, epochSeconds: number): string {
  return `${hash('sha1', bytes, 'hex').slice(0, 12)}@${epochSeconds}`;
}
