import type {
  Capabilities,
  EnsuredFolder,
  EnsureFolderOptions,
  Folder,
  FolderState,
  ItemPage,
  ItemRange,
  MailSession,
  MoveRequest,
  OpenContext,
  OutgoingItem,
  Quota,
  ReadItem,
  ReadRequest,
  WriteGate,
  WriteResult,
} from '@mailhaul/connector-contract';
import { capabilitiesOf } from './capabilities.ts';
import { abortedError, toConnectorError } from './errors.ts';
import type { ValidImapSettings } from './imap-settings.ts';
import { type OpenedConnection, type OpeningSeams, openConnection } from './open-connection.ts';
import { askQuota } from './operations/ask-quota.ts';
import { compressSlowLine } from './operations/compress-slow-line.ts';
import { ensureFolder } from './operations/ensure-folder.ts';
import { FetchLimits } from './operations/fetch-limits.ts';
import { FolderRules } from './operations/folder-rules.ts';
import { folderState } from './operations/folder-status.ts';
import { listFolders } from './operations/list-folders.ts';
import { listItems } from './operations/list-items.ts';
import { moveItems } from './operations/move-items.ts';
import { askNamespaces } from './operations/namespaces.ts';
import { readItems } from './operations/read-items.ts';
import { removeItems } from './operations/remove-items.ts';
import { askServerName } from './operations/server-name.ts';
import { writeBatch } from './operations/write-batch.ts';
import { isOnlyHere, withoutCount } from './parse/only-here.ts';
import type { SessionCore } from './session-core.ts';
import { BodyPool } from './wire/body-pool.ts';
import { ImapWire } from './wire/imap-wire.ts';
import { LineSpeed } from './wire/line-speed.ts';

export async function openSession(
  settings: ValidImapSettings,
  context: OpenContext,
  seams: OpeningSeams & Learned,
): Promise<MailSession> {
  const opened = await openConnection(settings, context, seams);
  const { limits, speed } = seams;
  return openSessionOn({ ...opened, limits, speed }, settings, context);
}

/** What the connections of one connector learn of the server and the line, for each other. */
export interface Learned {
  readonly limits: FetchLimits;
  readonly speed: LineSpeed;
}

type SessionConnection = OpenedConnection & Partial<Learned>;

/** A session on a connection that is signed in already. */
export function openSessionOn(
  opened: SessionConnection,
  settings: ValidImapSettings,
  context: OpenContext,
): MailSession {
  const { socket, line, features, leftover } = opened;
  const { limits = new FetchLimits(), speed = new LineSpeed() } = opened;
  const wire = new ImapWire(socket, {
    clock: context.clock,
    speed,
    silenceMsMax: settings.silenceMsMax,
    answerMsMax: settings.answerMsMax,
    ...(line.reading === undefined ? {} : { reading: line.reading }),
    ...(context.onSlowDown === undefined ? {} : { onSlowDown: context.onSlowDown }),
    reset: () => {
      // RST instead of FIN: what the kernel still holds is thrown away. Not over TLS: a reset there makes the sign-in
      // process of Dovecot 2.3.19 panic, and with it fall the connections of other people that it carries.
      const { raw } = line;
      const isPlain = line.tls === undefined;
      // One that is being shut down refuses a reset (EINVAL), and its handle would stay open for as long as the process lives.
      if (isPlain && raw?.writableEnded === true) raw.destroy();
      else if (isPlain) raw?.resetAndDestroy();
      socket.destroy();
    },
    finish: () => {
      socket.end();
      line.raw?.destroySoon();
    },
  });
  wire.start(leftover);
  // Who may name messages by number sees only the newest of a large folder (Yahoo: 10,000).
  if (features.uidOnly && features.messageLimit !== undefined) {
    wire.run('ENABLE UIDONLY', { name: 'ENABLE' }).catch(() => undefined);
  }
  const namespaces = askNamespaces(wire, features);
  namespaces.catch(() => undefined);
  const serverName = features.id ? askServerName(wire) : Promise.resolve(undefined);
  limits.announced(features);
  const core: SessionCore = {
    wire,
    features,
    clock: context.clock,
    namespaces,
    serverName: serverName.catch(() => undefined),
    labels: undefined,
    opened: undefined,
    givesNextId: undefined,
    drain: { bytesPerMs: undefined, lastAnswerMs: 0 },
    rules: new FolderRules(),
    bodies: new BodyPool(),
    limits,
    speed,
    isCompressionSettled: !features.compress,
  };
  return new ImapSession(core, { signal: context.signal, serverName });
}

/** See MailSession: the order of calls is the order on the wire. */
class ImapSession implements MailSession {
  readonly #core: SessionCore;
  readonly #stopListening: () => void;
  #capabilities: Capabilities;

  constructor(
    core: SessionCore,
    { signal, serverName }: { signal: AbortSignal; serverName: Promise<string | undefined> },
  ) {
    this.#core = core;
    this.#capabilities = capabilitiesOf(core.features, undefined);
    serverName.then(
      (name) => {
        this.#capabilities = capabilitiesOf(core.features, name);
      },
      () => undefined,
    );
    const onAbort = () => this.abort(signal.reason instanceof Error ? signal.reason : undefined);
    this.#stopListening = () => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
    core.wire.ended.addEventListener('abort', this.#stopListening, { once: true });
    if (signal.aborted) onAbort();
  }

  get capabilities(): Capabilities {
    return this.#capabilities;
  }

  listFolders(): Promise<readonly Folder[]> {
    return asConnectorErrors(listFolders(this.#core));
  }

  folderState(folderId: string): Promise<FolderState> {
    const state = folderState(this.#core, folderId);
    return asConnectorErrors(isOnlyHere(folderId) ? state.then(withoutCount) : state);
  }

  ensureFolder(path: readonly string[], options: EnsureFolderOptions): Promise<EnsuredFolder> {
    return asConnectorErrors(ensureFolder(this.#core, path, options));
  }

  listItems(folderId: string, range: ItemRange = {}): AsyncIterable<ItemPage> {
    this.#compressSlowLine();
    return listItems(this.#core, folderId, range);
  }

  readItems(folderId: string, request: ReadRequest): AsyncIterable<ReadItem> {
    this.#compressSlowLine();
    return readItems(this.#core, folderId, request);
  }

  writeBatch(
    folderId: string,
    items: readonly OutgoingItem[],
    gate: WriteGate,
  ): Promise<WriteResult> {
    this.#compressSlowLine();
    return asConnectorErrors(writeBatch(this.#core, folderId, { items, gate }));
  }

  removeItems(
    folderId: string,
    request: { generation: number; ids: readonly number[] },
  ): Promise<void> {
    return asConnectorErrors(removeItems(this.#core, folderId, request));
  }

  moveItems(folderId: string, request: MoveRequest): Promise<void> {
    return asConnectorErrors(moveItems(this.#core, folderId, request));
  }

  #compressSlowLine(): void {
    const { wire, speed, isCompressionSettled } = this.#core;
    if (isCompressionSettled || !speed.isSlow) return;
    // A lost connection is told by what is asked next.
    wire.inTurn((turn) => compressSlowLine(this.#core, turn)).catch(() => undefined);
  }

  quota(): Promise<Quota | undefined> {
    return asConnectorErrors(askQuota(this.#core));
  }

  close(): Promise<void> {
    return this.#core.wire.leave();
  }

  abort(reason?: Error): void {
    this.#core.wire.fail(abortedError(reason));
  }
}

async function asConnectorErrors<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw toConnectorError(error);
  }
}
