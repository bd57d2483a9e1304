import type { SpecialUse } from '@mailhaul/connector-contract';
import { assert } from '@mailhaul/kernel';
import { MemoryFolder, memoryFolderId } from './memory-folder.ts';
import type { MemoryVariant } from './memory-variant.ts';

const firstGeneration = 1_000_000;

/** A mail system that lives in this process: mailboxes by name, made when first asked for. */
export class MemoryMailSystem {
  readonly name: string;
  readonly variant: MemoryVariant;
  #mailboxes = new Map<string, MemoryMailbox>();

  constructor(name: string, variant: MemoryVariant = {}) {
    this.name = name;
    this.variant = variant;
  }

  /** The same system with the same mailboxes, of other ways from now on: as after an upgrade. */
  as(variant: MemoryVariant): MemoryMailSystem {
    const changed = new MemoryMailSystem(this.name, variant);
    changed.#mailboxes = this.#mailboxes;
    return changed;
  }

  mailbox(user: string): MemoryMailbox {
    const known = this.#mailboxes.get(user);
    if (known !== undefined) return known;
    const made = new MemoryMailbox();
    this.#mailboxes.set(user, made);
    return made;
  }
}

/** One user's folders; INBOX is always there. */
export class MemoryMailbox {
  readonly #folders = new Map<string, MemoryFolder>();
  #generation = firstGeneration;

  constructor() {
    this.ensureFolder(['INBOX'], 'inbox').isSubscribed = true;
  }

  folders(): IterableIterator<MemoryFolder> {
    return this.#folders.values();
  }

  folder(folderId: string): MemoryFolder | undefined {
    return this.#folders.get(folderId);
  }

  folderAt(path: readonly string[]): MemoryFolder | undefined {
    return this.#folders.get(memoryFolderId(path));
  }

  /** The folder at that path, with its missing parents; a folder that is there stays as it is. */
  ensureFolder(
    path: readonly string[],
    specialUse?: SpecialUse,
    containerClass?: string,
  ): MemoryFolder {
    assert(path.length > 0 && path.every((name) => name !== ''), 'a folder has a name');
    if (path.length > 1) this.ensureFolder(path.slice(0, -1));
    const id = memoryFolderId(path);
    const known = this.#folders.get(id);
    if (known !== undefined) return known;
    const generation = this.nextGeneration();
    const [root = '', ...rest] = path;
    const normal = root.toUpperCase() === 'INBOX' ? ['INBOX', ...rest] : path;
    const made = new MemoryFolder({ path: normal, generation, specialUse, containerClass });
    this.#folders.set(id, made);
    return made;
  }

  /** The folder alone, with its generation and its items (RFC 9051 §6.3.6); its new parents must be there. */
  renameFolder(folder: MemoryFolder, path: readonly string[]): void {
    assert(this.folderAt(path) === undefined, 'a folder takes no other folder’s name');
    this.#folders.delete(folder.id);
    folder.path = path;
    this.#folders.set(folder.id, folder);
  }

  /** The folder alone: what lies below it stays. */
  deleteFolder(folderId: string): boolean {
    return this.#folders.delete(folderId);
  }

  /** Never given before in this mailbox: a folder deleted and made anew has another (RFC 9051 §2.3.1.1). */
  nextGeneration(): number {
    this.#generation += 1;
    return this.#generation;
  }
}
