import type {
  EnsureFolderOptions,
  EnsuredFolder,
  Folder,
  FolderState,
  ItemBody,
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
import { memoryCapabilities } from './memory-capabilities.ts';
import {
  connectionLost,
  folderChanged,
  folderMissing,
  itemTooLarge,
  writeAborted,
} from './memory-errors.ts';
import type { MemoryFolder } from './memory-folder.ts';
import type { MemoryMailbox } from './memory-mail-system.ts';

const pageItemsMax = 500;
const streamedPieceBytes = 64 * 1024;

/** One connection to a mailbox in this process. Its calls take effect one after another, in their order. */
export class MemorySession implements MailSession {
  readonly capabilities = memoryCapabilities;
  readonly #mailbox: MemoryMailbox;
  readonly #signal: AbortSignal;
  /** Rejects once the session is cut: nothing waits beyond that. */
  readonly #cut = Promise.withResolvers<never>();
  #isClosed = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(mailbox: MemoryMailbox, signal: AbortSignal) {
    this.#mailbox = mailbox;
    this.#signal = signal;
    this.#cut.promise.catch(() => undefined);
    signal.addEventListener('abort', () => this.abort(), { once: true });
  }

  listFolders(): Promise<readonly Folder[]> {
    return this.#inTurn(() => [...this.#mailbox.folders()].map(describe));
  }

  folderState(folderId: string): Promise<FolderState> {
    return this.#inTurn(() => this.#folder(folderId).state());
  }

  ensureFolder(path: readonly string[], options: EnsureFolderOptions): Promise<EnsuredFolder> {
    return this.#inTurn(() => {
      const wasCreated = this.#mailbox.folderAt(path) === undefined;
      const folder = this.#mailbox.ensureFolder(path, options.specialUse);
      if (options.subscribe) folder.isSubscribed = true;
      return { folder: describe(folder), wasCreated };
    });
  }

  listItems(folderId: string, range: ItemRange = {}): AsyncIterable<ItemPage> {
    return this.#pages(() => {
      const folder = this.#folder(folderId);
      const { fromId = 1, belowId = Infinity } = range;
      const state = folder.state();
      const items = [...folder.items()]
        .filter((item) => item.id >= fromId && item.id < belowId)
        .map(({ id, bytes, receivedAt, flags }) => ({
          id,
          size: bytes.byteLength,
          receivedAt,
          flags,
        }));
      const pages: ItemPage[] = [];
      for (let at = 0; at < Math.max(1, items.length); at += pageItemsMax) {
        pages.push({ state, items: items.slice(at, at + pageItemsMax) });
      }
      return pages;
    });
  }

  readItems(folderId: string, request: ReadRequest): AsyncIterable<ReadItem> {
    return this.#pages(() => {
      const folder = this.#folder(folderId, request.generation);
      const ids = idsNamed(request.ids, () => [...folder.items()].map((item) => item.id));
      return ids.flatMap((id) => {
        const item = folder.item(id);
        if (item === undefined) return [];
        const { bytes, receivedAt, flags } = item;
        return [{ id, receivedAt, flags, body: this.#bodyOf(bytes, request.wholeBytesMax) }];
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
      const bytesMax = memoryCapabilities.itemBytesMax ?? Infinity;
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
      const { generation } = folder.state();
      const outcomes = items.map(({ receivedAt, flags }, at): WriteOutcome => {
        const bytes = bodies[at] ?? new Uint8Array();
        const kept = flags.filter((flag) => flag !== '\\Recent');
        const { id } = folder.add({ bytes, receivedAt, flags: kept });
        return { kind: 'written', generation, id };
      });
      gate.onHandedOver?.();
      return { kind: 'answered', outcomes };
    });
  }

  removeItems(
    folderId: string,
    request: { generation: number; ids: readonly ItemId[] },
  ): Promise<void> {
    return this.#inTurn(() => {
      const folder = this.#folder(folderId, request.generation);
      for (const id of request.ids) folder.remove(id);
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

  #bodyOf(bytes: Uint8Array, wholeBytesMax: number): ItemBody {
    if (bytes.byteLength <= wholeBytesMax) return { kind: 'whole', bytes };
    return { kind: 'streamed', size: bytes.byteLength, chunks: this.#piecesOf(bytes) };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the contract asks for an async iterable
  async *#piecesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
    for (let at = 0; at < bytes.byteLength; at += streamedPieceBytes) {
      this.#check();
      yield bytes.subarray(at, at + streamedPieceBytes);
    }
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
  #pages<T>(take: () => readonly T[]): AsyncIterable<T> {
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

function describe(folder: MemoryFolder): Folder {
  const { id, path, specialUse, isSubscribed } = folder;
  const use = specialUse === undefined ? {} : { specialUse };
  return { id, path, ...use, canHoldItems: true, isSubscribed, state: folder.state() };
}

async function wholeBytes(body: ItemBody): Promise<Uint8Array> {
  if (body.kind === 'whole') return body.bytes;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body.chunks) {
    size += piece.byteLength;
    if (size > body.size) break;
    pieces.push(piece);
  }
  if (size !== body.size) throw new Error('the body has not the size it was announced with');
  return Buffer.concat(pieces);
}
