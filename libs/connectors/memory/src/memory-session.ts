import type {
  Capabilities,
  EnsureFolderOptions,
  EnsuredFolder,
  Folder,
  FolderState,
  ItemId,
  ItemPage,
  ItemRange,
  MailSession,
  OutgoingItem,
  ReadItem,
  ReadRequest,
  WriteGate,
  WriteOutcome,
  WriteResult,
} from '@mailhaul/connector-contract';
import { type ConnectorError, bodySize, idsNamed, leavable } from '@mailhaul/connector-contract';
import { bodyOf, wholeBytes } from './memory-bodies.ts';
import { memoryCapabilities } from './memory-capabilities.ts';
import {
  connectionLost,
  folderChanged,
  folderMissing,
  itemTooLarge,
  writeAborted,
} from './memory-errors.ts';
import { isMailClass, type MemoryFolder, type MemoryItem } from './memory-folder.ts';
import type { MemoryMailbox } from './memory-mail-system.ts';
import type { MemoryNumbers } from './memory-numbers.ts';
import {
  bytesInForm,
  formFor,
  type MemoryVariant,
  storedBytes,
  traitsOf,
} from './memory-variant.ts';

const pageItemsMax = 500;
/** Of all systems here: no two readings in a form that is made anew each time are the same. */
let readings = 0;

export interface MemoryPlace {
  readonly mailbox: MemoryMailbox;
  readonly variant: MemoryVariant;
  /** Given where the system numbers nothing itself. */
  readonly numbers: MemoryNumbers | undefined;
}

/** An item under the number that the session gives it. */
interface NumberedItem {
  readonly id: ItemId;
  readonly item: MemoryItem;
}

/** One connection to a mailbox in this process. Its calls take effect one after another, in their order. */
export class MemorySession implements MailSession {
  readonly capabilities: Capabilities;
  readonly #mailbox: MemoryMailbox;
  readonly #variant: MemoryVariant;
  readonly #numbers: MemoryNumbers | undefined;
  readonly #signal: AbortSignal;
  /** Rejects once the session is cut: nothing waits beyond that. */
  readonly #cut = Promise.withResolvers<never>();
  #isClosed = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ mailbox, variant, numbers }: MemoryPlace, signal: AbortSignal) {
    this.capabilities = { ...memoryCapabilities, ...variant.capabilities };
    this.#mailbox = mailbox;
    this.#variant = variant;
    this.#numbers = numbers;
    this.#signal = signal;
    this.#cut.promise.catch(() => undefined);
    signal.addEventListener('abort', () => this.abort(), { once: true });
  }

  listFolders(): Promise<readonly Folder[]> {
    return this.#inTurn(async () => {
      const folders: Folder[] = [];
      for (const folder of this.#mailbox.folders()) folders.push(await this.#describe(folder));
      return folders;
    });
  }

  folderState(folderId: string): Promise<FolderState> {
    return this.#inTurn(async () => (await this.#numbered(this.#folder(folderId))).state);
  }

  ensureFolder(path: readonly string[], options: EnsureFolderOptions): Promise<EnsuredFolder> {
    return this.#inTurn(async () => {
      const { specialUse, containerClass } = options;
      const wasCreated = this.#mailbox.folderAt(path) === undefined;
      const folder = this.#mailbox.ensureFolder(path, specialUse, containerClass);
      if (options.subscribe) folder.isSubscribed = true;
      return { folder: await this.#describe(folder), wasCreated };
    });
  }

  listItems(folderId: string, range: ItemRange = {}): AsyncIterable<ItemPage> {
    return this.#pages(async () => {
      const { state, items } = await this.#numbered(this.#folder(folderId));
      const { fromId = 1, belowId = Infinity } = range;
      const listed = items
        .filter(({ id }) => id >= fromId && id < belowId)
        .map(({ id, item }) => ({
          ...{ id, size: item.bytes.byteLength, receivedAt: item.receivedAt, flags: item.flags },
          ...traitsOf(item, this.#variant),
        }));
      const pages: ItemPage[] = [];
      for (let at = 0; at < Math.max(1, listed.length); at += pageItemsMax) {
        pages.push({ state, items: listed.slice(at, at + pageItemsMax) });
      }
      return pages;
    });
  }

  readItems(folderId: string, request: ReadRequest): AsyncIterable<ReadItem> {
    return this.#pages(async () => {
      const { items } = await this.#numbered(this.#folder(folderId, request.generation));
      const byId = new Map(items.map(({ id, item }) => [id, item]));
      const ids = idsNamed(request.ids, () => byId.keys());
      return ids.flatMap((id) => {
        const item = byId.get(id);
        return item === undefined ? [] : [this.#read({ id, item }, request)];
      });
    });
  }

  writeBatch(
    folderId: string,
    items: readonly OutgoingItem[],
    gate: WriteGate,
  ): Promise<WriteResult> {
    return this.#inTurn(async (): Promise<WriteResult> => {
      const folder = this.#mailbox.folder(folderId);
      if (folder === undefined) return { kind: 'batch-refused', error: folderMissing() };
      const bytesMax = this.capabilities.itemBytesMax ?? Infinity;
      const tooLarge = items.find((item) => bodySize(item.body) > bytesMax);
      if (tooLarge !== undefined) {
        const error = itemTooLarge(bodySize(tooLarge.body), bytesMax);
        return { kind: 'batch-refused', error };
      }
      const bodies: Uint8Array[] = [];
      try {
        for (const item of items) bodies.push(await wholeBytes(item.body));
        this.#check();
        await gate.beforeCommit();
      } catch (cause) {
        const error = writeAborted(cause);
        this.#end(error);
        throw error;
      }
      this.#check();
      const written = items.map((item, at) => this.#store(folder, item, bodies[at]));
      const { numbers, state } = await this.#numbered(folder);
      gate.onHandedOver?.();
      const { generation, nextId } = state;
      if (!this.capabilities.returnsIdOnWrite) {
        const outcomes = written.map(() => ({ kind: 'written' }) as const);
        return { kind: 'answered', outcomes, after: { generation, nextId } };
      }
      const outcomes = written.map(({ id: serial }): WriteOutcome => {
        const id = numbers.get(serial);
        return { kind: 'written', generation, ...(id === undefined ? {} : { id }) };
      });
      return { kind: 'answered', outcomes };
    });
  }

  removeItems(
    folderId: string,
    request: { generation: number; ids: readonly ItemId[] },
  ): Promise<void> {
    return this.#inTurn(async () => {
      const folder = this.#folder(folderId, request.generation);
      const { items } = await this.#numbered(folder);
      const named = new Set(request.ids);
      for (const { id, item } of items) if (named.has(id)) folder.remove(item.id);
    });
  }

  async close(): Promise<void> {
    await this.#turn;
    this.#isClosed = true;
  }

  abort(reason?: Error): void {
    this.#end(connectionLost(reason ?? this.#signal.reason));
  }

  #end(error: ConnectorError): void {
    this.#isClosed = true;
    this.#cut.reject(error);
  }

  #check(): void {
    if (this.#isClosed) throw connectionLost();
    if (this.#signal.aborted) throw connectionLost(this.#signal.reason);
  }

  /** What the folder holds under the numbers that hold for the session: the system's own where it gives any. */
  async #numbered(folder: MemoryFolder): Promise<{
    readonly state: FolderState;
    readonly items: readonly NumberedItem[];
    readonly numbers: ReadonlyMap<number, ItemId>;
  }> {
    const items = [...folder.items()];
    const state = folder.state();
    if (this.#numbers === undefined) {
      const numbers = new Map(items.map(({ id }) => [id, id]));
      return { state, items: items.map((item) => ({ id: item.id, item })), numbers };
    }
    const serials = items.map(({ id }) => id);
    const { generation, nextId: nextSerial } = state;
    const place = { folderId: folder.id, generation };
    const known = await this.#numbers.number({ ...place, serials, nextSerial });
    const numbered = items.map((item) => ({ id: known.numberOf.get(item.id) ?? 0, item }));
    return { state: { ...state, nextId: known.nextId }, items: numbered, numbers: known.numberOf };
  }

  #read({ id, item }: NumberedItem, { forms, wholeBytesMax }: ReadRequest): ReadItem {
    const { receivedAt, flags } = item;
    const known = { id, receivedAt, flags, ...traitsOf(item, this.#variant) };
    const form = formFor(item, forms, this.capabilities.givesForms);
    if (form === undefined) {
      return { ...known, isFormless: true, body: { kind: 'whole', bytes: new Uint8Array() } };
    }
    readings += 1;
    const bytes = bytesInForm(item, { form, reading: readings, variant: this.#variant });
    const body = bodyOf(bytes, wholeBytesMax, () => this.#check());
    return { ...known, ...(form === 'mime' ? {} : { form }), body };
  }

  #store(
    folder: MemoryFolder,
    item: OutgoingItem,
    body: Uint8Array = new Uint8Array(),
  ): MemoryItem {
    const { receivedAt, kind, marker } = item;
    const flags = item.flags.filter((flag) => flag !== '\\Recent');
    return folder.add({
      ...{ bytes: storedBytes(body, this.#variant), receivedAt, flags },
      ...(kind === undefined ? {} : { kind }),
      ...(marker === undefined ? {} : { marker }),
    });
  }

  async #describe(folder: MemoryFolder): Promise<Folder> {
    const { id, path, specialUse, containerClass, isSubscribed } = folder;
    const { state } = await this.#numbered(folder);
    return {
      ...{ id, path, canHoldItems: true, isSubscribed, state },
      ...(specialUse === undefined ? {} : { specialUse }),
      ...(containerClass === undefined ? {} : { containerClass }),
      ...(isMailClass(containerClass) ? {} : { nature: 'not-mail' }),
    };
  }

  #folder(folderId: string, generation?: number): MemoryFolder {
    const folder = this.#mailbox.folder(folderId);
    if (folder === undefined) throw folderMissing();
    if (generation !== undefined && folder.state().generation !== generation) throw folderChanged();
    return folder;
  }

  #inTurn<T>(act: () => T | Promise<T>): Promise<T> {
    const taken = this.#turn.then(() => {
      this.#check();
      return act();
    });
    const result = Promise.race([taken, this.#cut.promise]);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** What is asked for is taken at once, in turn; nothing behind it moves before the iteration ends. */
  #pages<T>(take: () => Promise<readonly T[]>): AsyncIterable<T> {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const taken = this.#inTurn(take);
    taken.catch(finish);
    this.#turn = taken.then(
      () => finished,
      () => undefined,
    );
    const check = () => this.#check();
    const given = async function* () {
      try {
        for (const page of await taken) {
          check();
          yield page;
        }
      } finally {
        finish();
      }
    };
    return leavable(given(), () => finish());
  }
}
