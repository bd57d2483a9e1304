import type {
  Capabilities,
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
  WriteResult,
} from '@mailhaul/connector-contract';
import { idsNamed, isSpan, leavable } from '@mailhaul/connector-contract';
import type { MemoryItem, MemoryNumbers } from '@mailhaul/connector-memory';
import { assert } from '@mailhaul/kernel';
import { simError } from './sim-errors.ts';
import { inForm, type NumberedItem, traitsAt } from './sim-items.ts';
import type { SimWire } from './sim-wire.ts';
import { writeOverWire } from './write-over-wire.ts';

const pageItemsMax = 60;
const streamedPieceBytes = 64;

export interface HeldFolder {
  readonly state: FolderState;
  readonly items: readonly MemoryItem[];
}

interface Call {
  readonly what: string;
  readonly about?: string;
}

/** A session of a simulated process at a simulated server. It keeps the contract; everything behind it may fail. */
export class SimSession implements MailSession {
  readonly capabilities: Capabilities;
  readonly #wire: SimWire;
  /** Given where the server numbers nothing itself. */
  readonly #numbers: MemoryNumbers | undefined;
  /** Requests go out in the order of the calls; a write keeps the line until its last bytes are out. */
  #sent: Promise<void> = Promise.resolve();
  /** Nothing is answered before what was asked earlier is answered and, where iterated, iterated to its end. */
  #answered: Promise<void> = Promise.resolve();

  constructor(wire: SimWire, numbers: MemoryNumbers | undefined) {
    this.#wire = wire;
    this.#numbers = numbers;
    this.capabilities = wire.server.profile.capabilities;
  }

  listFolders(): Promise<readonly Folder[]> {
    const { server } = this.#wire;
    return this.#call({ what: 'listFolders' }, () =>
      [...server.mail.mailbox.folders()].map((folder) => server.describe(folder)),
    );
  }

  async folderState(folderId: string): Promise<FolderState> {
    const what = { what: 'folderState', about: folderId };
    return (await this.#number(await this.#call(what, () => this.#held(folderId)))).state;
  }

  ensureFolder(path: readonly string[], options: EnsureFolderOptions): Promise<EnsuredFolder> {
    const { server } = this.#wire;
    assert(server.side === 'target', 'the source is never changed');
    const { specialUse, containerClass } = options;
    return this.#call({ what: 'ensureFolder', about: path.join('/') }, () => {
      const wasCreated = server.mail.mailbox.folderAt(path) === undefined;
      const folder = server.mail.mailbox.ensureFolder(path, specialUse, containerClass);
      if (options.subscribe) folder.isSubscribed = true;
      return { folder: server.describe(folder), wasCreated };
    });
  }

  listItems(folderId: string, range: ItemRange = {}): AsyncIterable<ItemPage> {
    const { server } = this.#wire;
    const about = `${folderId} ${range.fromId ?? ''}:${range.belowId ?? ''}`;
    const take = () => this.#held(folderId);
    return this.#pages({ what: 'listItems', about }, take, async (held) => {
      const { state, items } = await this.#number(held);
      const { fromId = 1, belowId = Infinity } = range;
      const listed = items
        .filter(({ id }) => id >= fromId && id < belowId)
        .map(({ id, item }) => ({
          ...{ id, size: item.bytes.byteLength, receivedAt: item.receivedAt, flags: item.flags },
          ...traitsAt(server, item),
        }));
      const pages: ItemPage[] = [];
      for (let at = 0; at < Math.max(1, listed.length); at += pageItemsMax) {
        pages.push({ state, items: listed.slice(at, at + pageItemsMax) });
      }
      return pages;
    });
  }

  readItems(folderId: string, request: ReadRequest): AsyncIterable<ReadItem> {
    const { server } = this.#wire;
    const { ids } = request;
    const asked = isSpan(ids) ? `${ids.fromId}:${ids.belowId}` : `${ids.length}`;
    const about = `${folderId} ${asked}`;
    const take = () => this.#held(folderId, request.generation);
    return this.#pages({ what: 'readItems', about }, take, async (held) => {
      const { items } = await this.#number(held);
      const byId = new Map(items.map((one) => [one.id, one]));
      return idsNamed(request.ids, () => byId.keys()).flatMap((id) => {
        const numbered = byId.get(id);
        if (numbered === undefined) return [];
        const { bytes, ...known } = inForm(server, numbered, request);
        return [{ ...known, body: bodyOf(bytes, request.wholeBytesMax) }];
      });
    });
  }

  async writeBatch(
    folderId: string,
    items: readonly OutgoingItem[],
    gate: WriteGate,
  ): Promise<WriteResult> {
    assert(this.#wire.server.side === 'target', 'the source is never changed');
    const { batchItemsMax, batchBytesMax } = this.capabilities;
    assert(items.length > 0 && items.length <= batchItemsMax, 'a batch keeps to batchItemsMax');
    const bytes = items.reduce(
      (sum, { body }) => sum + (body.kind === 'whole' ? body.bytes.length : body.size),
      0,
    );
    assert(items.length === 1 || bytes <= batchBytesMax, 'a batch keeps to batchBytesMax');
    const turn = this.#turn();
    await turn.toSend;
    let isOut = false;
    const out = () => {
      if (isOut) return;
      isOut = true;
      turn.sent();
      gate.onHandedOver?.();
    };
    try {
      const write = { folderId, items, gate, onHandedOver: out, held: () => this.#held(folderId) };
      const result = await writeOverWire(this.#wire, {
        ...write,
        stateIn: async (held) => (await this.#number(held)).state,
      });
      await turn.toAnswer;
      return result;
    } finally {
      turn.sent();
      turn.answered();
    }
  }

  removeItems(
    folderId: string,
    request: { generation: number; ids: readonly ItemId[] },
  ): Promise<void> {
    const { server, process } = this.#wire;
    assert(server.side === 'target', 'the source is never changed');
    assert(this.capabilities.removesItems, 'the server cannot remove single items');
    return this.#call({ what: 'removeItems', about: folderId }, () => {
      const folder = server.folder(folderId, request.generation);
      for (const id of request.ids) {
        const removed = server.mail.remove(folder, id, 'worker-removed');
        process.world.count('removed');
        process.world.trace(
          'target',
          `${folderId} ${id} removed by ${process.id} (${removed?.origin})`,
        );
      }
    });
  }

  async close(): Promise<void> {
    const turn = this.#turn();
    await Promise.race([Promise.all([turn.toSend, turn.toAnswer]), this.#wire.over]);
    this.#wire.leave(simError('connection-lost'));
    turn.sent();
    turn.answered();
  }

  abort(reason?: Error): void {
    this.#wire.leave(reason ?? simError('connection-lost'));
  }

  /** A folder as it stands at the server at this moment. */
  #held(folderId: string, generation?: number): HeldFolder {
    const { server } = this.#wire;
    const folder = server.folder(folderId, generation);
    return { state: server.stateOf(folder), items: [...folder.items()] };
  }

  /** The same under the numbers that hold for the session. */
  async #number({ state, items }: HeldFolder): Promise<{
    readonly state: FolderState;
    readonly items: readonly NumberedItem[];
  }> {
    if (this.#numbers === undefined) {
      return { state, items: items.map((item) => ({ id: item.id, item })) };
    }
    const { generation, nextId: nextSerial } = state;
    const serials = items.map(({ id }) => id);
    // A folder keeps its generation whatever it is called.
    const place = { folderId: `folder ${generation}`, generation };
    const known = await this.#numbers.number({ ...place, serials, nextSerial });
    const numbered = items.map((item) => ({ id: known.numberOf.get(item.id) ?? 0, item }));
    return { state: { ...state, nextId: known.nextId }, items: numbered };
  }

  #turn() {
    const toSend = this.#sent;
    const toAnswer = this.#answered;
    let sent = () => {};
    let answered = () => {};
    const isSent = new Promise<void>((resolve) => (sent = resolve));
    const isAnswered = new Promise<void>((resolve) => (answered = resolve));
    this.#sent = toSend.then(() => isSent);
    this.#answered = toAnswer.then(() => isAnswered);
    return { toSend, toAnswer, sent, answered };
  }

  async #call<T>(what: Call, act: () => T): Promise<T> {
    const turn = this.#turn();
    await turn.toSend;
    const answer = this.#wire.request(what, act);
    turn.sent();
    try {
      return await answer;
    } finally {
      await turn.toAnswer;
      turn.answered();
    }
  }

  #pages<H, T>(
    call: Call,
    take: () => H,
    pagesOf: (held: H) => Promise<readonly T[]>,
  ): AsyncIterable<T> {
    const turn = this.#turn();
    const wire = this.#wire;
    const taken = turn.toSend.then(() => {
      const answer = wire.request(call, take);
      turn.sent();
      return answer;
    });
    taken.catch(() => turn.answered());
    const given = async function* () {
      try {
        const pages = await pagesOf(await taken);
        await turn.toAnswer;
        for (const [at, page] of pages.entries()) {
          if (at > 0 && at % 10 === 0)
            await wire.request({ what: `${call.what}-more` }, () => undefined);
          if (wire.lost !== undefined) throw wire.lost;
          yield page;
        }
      } finally {
        turn.answered();
      }
    };
    return leavable(given(), () => turn.answered());
  }
}

function bodyOf(bytes: Uint8Array, wholeBytesMax: number): ItemBody {
  if (bytes.byteLength <= wholeBytesMax) return { kind: 'whole', bytes };
  return { kind: 'streamed', size: bytes.byteLength, chunks: piecesOf(bytes) };
}

// eslint-disable-next-line @typescript-eslint/require-await -- the contract asks for an async iterable
async function* piecesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += streamedPieceBytes) {
    yield bytes.subarray(at, at + streamedPieceBytes);
  }
}
