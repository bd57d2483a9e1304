import type {
  ConnectorError,
  Folder,
  FolderState,
  ItemId,
  OutgoingItem,
  WriteOutcome,
  WriteResult,
} from '@mailhaul/connector-contract';
import type { MemoryFolder } from '@mailhaul/connector-memory';
import type { ServerProfile } from './server-profile.ts';
import { simError } from './sim-errors.ts';
import { type Copy, SimMailbox, contentOf } from './sim-mailbox.ts';
import type { World } from './world.ts';

/** A message that holds these bytes is refused by every target, always. */
export const poison = 'X-Poison: yes';
const poisonBytes = Buffer.from(poison);
/** 8-bit, as no header may be: some servers put such a one right. */
export const oddHeader = 'X-Odd: \xe9yes';
const oddBytes = Buffer.from(oddHeader, 'latin1');
const mendedBytes = Buffer.from('X-Odd: Xyes');
const rewrittenTop = Buffer.from('X-Stored-By: simulated\r\n');

export interface WholeItem extends Omit<OutgoingItem, 'body'> {
  readonly bytes: Uint8Array;
}

/** One side's mail system: the mailbox, how it stores, and who may change it. */
export class SimServer {
  readonly side: 'source' | 'target';
  readonly profile: ServerProfile;
  readonly world: World;
  readonly mail: SimMailbox;
  /** Where it numbers nothing: the serial of each number from 1, by the folder's generation, as the log has it. */
  readonly serials = new Map<number, readonly number[]>();
  /** Of items in forms that are made anew each time. */
  readonly readings = { count: 0 };

  constructor(world: World, side: 'source' | 'target', profile: ServerProfile) {
    this.world = world;
    this.side = side;
    this.profile = profile;
    this.mail = new SimMailbox(() => world.nowMs);
  }

  describe(folder: MemoryFolder): Folder {
    const { id, path, specialUse, containerClass, isSubscribed } = folder;
    return {
      id,
      path,
      ...(specialUse === undefined ? {} : { specialUse }),
      ...(containerClass === undefined ? {} : { containerClass, nature: 'not-mail' }),
      canHoldItems: true,
      isSubscribed,
      ...(this.profile.capabilities.listsStates ? { state: this.stateOf(folder) } : {}),
    };
  }

  stateOf(folder: MemoryFolder): FolderState {
    const { generation, nextId, itemCount, bytes, changeMark } = folder.state();
    if (!this.profile.capabilities.reportsDeltas) return { generation, nextId, itemCount };
    return { generation, nextId, itemCount, bytes: bytes ?? 0, changeMark: changeMark ?? '' };
  }

  folder(folderId: string, generation?: number): MemoryFolder {
    const folder = this.mail.mailbox.folder(folderId);
    if (folder === undefined) throw simError('folder-missing');
    if (generation !== undefined && folder.state().generation !== generation) {
      throw simError('folder-changed');
    }
    return folder;
  }

  /** The copy that had this number, as the connector tells it, in that generation of the folder. */
  copyAt(path: string, generation: number, id: number): Copy | undefined {
    const serial = this.profile.numbers === 'own' ? id : this.serials.get(generation)?.[id - 1];
    return serial === undefined ? undefined : this.mail.copyAt(path, generation, serial);
  }

  /** The number of what the server itself calls by that serial; 0: it has none. */
  numberOf(generation: number, serial: number): number {
    if (this.profile.numbers === 'own') return serial;
    return (this.serials.get(generation) ?? []).indexOf(serial) + 1;
  }

  refusalOf(item: WholeItem): ConnectorError | undefined {
    if (item.bytes.byteLength > (this.profile.capabilities.itemBytesMax ?? Infinity)) {
      return simError('item-too-large');
    }
    if (
      Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength).includes(
        poisonBytes,
      )
    ) {
      return simError('item-refused', { serverText: 'NO poison' });
    }
    return undefined;
  }

  bytesAsStored(bytes: Uint8Array): Uint8Array {
    if (this.side === 'source') return bytes;
    const { rewritesBytes, rewritesOdd } = this.profile;
    const odd = rewritesOdd === 'no' ? -1 : Buffer.from(bytes).indexOf(oddBytes);
    if (odd >= 0 && rewritesOdd === 'mended') return replacedAt(bytes, odd, mendedBytes);
    return rewritesBytes || odd >= 0 ? Buffer.concat([rewrittenTop, bytes]) : bytes;
  }

  /** The bytes as whoever sent them to this server had them. */
  bytesAsSent(bytes: Uint8Array): Uint8Array {
    if (this.side === 'source') return bytes;
    const mended = Buffer.from(bytes).indexOf(mendedBytes);
    if (mended >= 0) return replacedAt(bytes, mended, oddBytes);
    const isRewritten = Buffer.from(bytes).subarray(0, rewrittenTop.length).equals(rewrittenTop);
    return isRewritten ? bytes.subarray(rewrittenTop.length) : bytes;
  }

  store(folder: MemoryFolder, item: WholeItem, by: string): ItemId {
    const { receivedAt, flags, kind, marker } = item;
    const content = contentOf(item.bytes, receivedAt.epochSeconds);
    const path = folder.path.join('/');
    if (this.profile.mergesTwins) {
      for (const present of folder.items()) {
        const copy = this.mail.copyOf(folder, present);
        if (copy.content !== content) continue;
        this.mail.noteMerge(copy);
        return present.id;
      }
    }
    const bytes = this.bytesAsStored(item.bytes);
    const stored = this.mail.add(folder, {
      item: {
        ...{ bytes, receivedAt, flags },
        ...(kind === undefined ? {} : { kind }),
        ...(marker === undefined ? {} : { marker }),
      },
      content,
      origin: 'written',
      by,
    });
    this.world.trace(this.side, `${path} ${stored.id} stored for ${by} (${content})`);
    return stored.id;
  }
}

function replacedAt(bytes: Uint8Array, at: number, by: Uint8Array): Uint8Array {
  const replaced = Buffer.from(bytes);
  replaced.set(by, at);
  return replaced;
}

/** One append command as the server meets it: messages arrive, then the bytes that end the command. */
export class ServerAppend {
  readonly #server: SimServer;
  readonly #folderId: string;
  readonly #by: string;
  readonly #waiting: WholeItem[] = [];
  readonly #outcomes: WriteOutcome[] = [];
  #refusal: ConnectorError | undefined;

  constructor(server: SimServer, place: { folderId: string; by: string }) {
    this.#server = server;
    this.#folderId = place.folderId;
    this.#by = place.by;
  }

  message(item: WholeItem): void {
    if (this.#refusal !== undefined) return;
    this.#refusal = this.#server.refusalOf(item);
    if (this.#server.profile.commits === 'per-message') this.#store([item]);
    else this.#waiting.push(item);
  }

  /** The server's own trouble comes up: nothing more of this command is stored. */
  refuse(error: ConnectorError): void {
    this.#refusal ??= error;
  }

  commit(): WriteResult {
    this.#store(this.#waiting.splice(0));
    if (this.#refusal !== undefined) return { kind: 'batch-refused', error: this.#refusal };
    return { kind: 'answered', outcomes: this.#outcomes };
  }

  #store(items: readonly WholeItem[]): void {
    if (this.#refusal !== undefined) return;
    const folder = this.#server.mail.mailbox.folder(this.#folderId);
    if (folder === undefined) {
      this.#refusal = simError('folder-missing');
      return;
    }
    for (const item of items) {
      const id = this.#server.store(folder, item, this.#by);
      const { generation } = folder.state();
      const isTold = this.#server.profile.capabilities.returnsIdOnWrite;
      this.#outcomes.push(isTold ? { kind: 'written', generation, id } : { kind: 'written' });
    }
  }
}
