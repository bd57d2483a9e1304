import {
  type Capabilities,
  ConnectorError,
  type EnsureFolderOptions,
  type EnsuredFolder,
  type Folder,
  type FolderState,
  type ItemPage,
  type ItemRange,
  type MailSession,
  type MoveRequest,
  type OpenContext,
  type OutgoingItem,
  type ReadItem,
  type ReadRequest,
  type RemoveRequest,
  type WriteGate,
  type WriteResult,
  leavable,
} from '@mailhaul/connector-contract';
import { withoutSecrets } from '@mailhaul/connector-line';
import { capabilitiesOf } from './capabilities.ts';
import { connectionLost } from './errors.ts';
import { type ValidEwsSettings, impersonatedBy, secretsOf } from './ews-settings.ts';
import { EwsLine } from './http/ews-line.ts';
import { ArticleIndex } from './operations/article-index.ts';
import { BatchWriter } from './operations/batch-writer.ts';
import { BookIndex } from './operations/book-index.ts';
import { KnownFolders } from './operations/ensure-folder.ts';
import { lookAtServer } from './operations/look-at-server.ts';
import { listItems } from './operations/list-items.ts';
import { moveItems } from './operations/move-items.ts';
import { readItems } from './operations/read-items.ts';
import { removeItems } from './operations/remove-items.ts';
import { factsAbout } from './operations/server-facts.ts';
import type { CallCore, SessionCore } from './operations/session-core.ts';
import { withoutRepetition } from './operations/without-repetition.ts';
import { type WellKnownFolders, askWellKnown, homeOf } from './operations/well-known-folders.ts';
import { EwsCaller } from './soap/ews-caller.ts';

/** Signs in and looks which folders the mailbox has. @throws ConnectorError */
export async function openSession(
  settings: ValidEwsSettings,
  context: OpenContext,
): Promise<EwsSession> {
  if (context.signal.aborted) throw connectionLost(context.signal.reason);
  const facts = factsAbout(settings);
  const lines: EwsLine[] = [];
  const openLine = (): CallCore & { readonly line: EwsLine } => {
    const line = new EwsLine(settings, context);
    lines.push(line);
    const caller = new EwsCaller(line, context.clock, {
      answerMsMax: settings.answerMsMax,
      impersonated: impersonatedBy(settings),
    });
    return { line, caller, facts, wait: (ms) => line.wait(ms) };
  };
  const cut = () => {
    for (const one of lines) one.cut();
  };
  const core = openLine();
  context.signal.addEventListener('abort', cut, { once: true });
  try {
    const memory = await (context.memory?.behind?.() ?? context.memory);
    await facts.recall(memory);
    const wellKnown = await askWellKnown(core, {
      kind: settings.mailboxKind,
      owner: settings.access === 'delegate' ? settings.mailbox : undefined,
    });
    await lookAtServer(core, wellKnown);
    await facts.remember(memory);
    const index =
      facts.numbering === 'article' ? new ArticleIndex(core) : new BookIndex(core, memory);
    return new EwsSession(
      {
        ...{ ...core, wellKnown, index, memory, openLine, cut },
        secrets: secretsOf(settings),
        homeOf: (element) => homeOf(wellKnown, element),
      },
      context,
    );
  } catch (error) {
    cut();
    throw error;
  } finally {
    context.signal.removeEventListener('abort', cut);
  }
}

interface SessionParts extends SessionCore {
  readonly line: EwsLine;
  /** Another one to the same place. */
  readonly openLine: () => CallCore;
  /** All of them. */
  readonly cut: () => void;
  readonly wellKnown: WellKnownFolders;
  /** What the server was sent and may repeat, and nobody is to see. */
  readonly secrets: readonly string[];
}

/** One mailbox. Calls take effect one after another, in their order. */
export class EwsSession implements MailSession {
  readonly #parts: SessionParts;
  readonly #folders: KnownFolders;
  readonly #writer: BatchWriter;
  readonly #signal: AbortSignal;
  /** Rejects once the session has ended: nothing waits beyond that. */
  readonly #ended = Promise.withResolvers<never>();
  #end: ConnectorError | undefined;
  /** Iterations that have not ended: what they hold is let go with the session. */
  readonly #open = new Set<() => void>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: SessionParts, { signal }: OpenContext) {
    this.#parts = parts;
    this.#folders = new KnownFolders(parts, parts.wellKnown);
    this.#writer = new BatchWriter(parts, {
      inTurn: (act) => this.#inOwnTurn(act),
      atOnce: (act) => Promise.race([this.#act(act), this.#ended.promise]),
      openAside: () => parts.openLine(),
    });
    this.#signal = signal;
    this.#ended.promise.catch(() => undefined);
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Whether markers are kept shows when the first was written. */
  get capabilities(): Capabilities {
    const { caller, facts, wellKnown } = this.#parts;
    return capabilitiesOf({
      ...caller.server,
      tellsNextNumber: wellKnown.tellsNextNumber && facts.numbering === 'article',
      areIdsOwn: facts.numbering === 'book',
      exports: facts.exports === true,
      uploads: facts.uploads === true,
      keepsMarkers: facts.markers !== 'dropped',
    });
  }

  /** How its requests are signed in. */
  get signInWay(): EwsLine['signInWay'] {
    return this.#parts.line.signInWay;
  }

  listFolders(): Promise<readonly Folder[]> {
    return this.#inTurn(() => this.#folders.list());
  }

  folderState(folderId: string): Promise<FolderState> {
    return this.#inTurn(() => this.#parts.index.state(folderId));
  }

  ensureFolder(path: readonly string[], options: EnsureFolderOptions): Promise<EnsuredFolder> {
    const wish = this.#folders.wish(path, options);
    return this.#inTurn(() => {
      wish.taken();
      return this.#folders.ensure(path, options);
    });
  }

  listItems(folderId: string, range: ItemRange = {}): AsyncIterable<ItemPage> {
    return this.#given(() => listItems(this.#parts, folderId, range));
  }

  readItems(folderId: string, request: ReadRequest): AsyncIterable<ReadItem> {
    return this.#given(() => this.#checked(readItems(this.#parts, folderId, request)));
  }

  async writeBatch(
    folderId: string,
    items: readonly OutgoingItem[],
    gate: WriteGate,
  ): Promise<WriteResult> {
    const result = await this.#writer.write(folderId, { items, gate });
    return withoutRepetition(result, this.#parts.secrets);
  }

  removeItems(folderId: string, request: RemoveRequest): Promise<void> {
    return this.#inTurn(() => removeItems(this.#parts, folderId, request));
  }

  moveItems(folderId: string, request: MoveRequest): Promise<void> {
    return this.#inTurn(() => moveItems(this.#parts, folderId, request));
  }

  async close(): Promise<void> {
    await this.#writer.end();
    await this.#turn;
    this.#finish(connectionLost());
  }

  abort(reason?: Error): void {
    this.#finish(connectionLost(reason ?? this.#signal.reason));
  }

  readonly #onAbort = () => this.abort();

  #finish(error: ConnectorError): void {
    if (this.#end !== undefined) return;
    this.#end = error;
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#parts.cut();
    this.#ended.reject(error);
    for (const leave of this.#open) leave();
  }

  async #act<T>(act: () => Promise<T>): Promise<T> {
    if (this.#end !== undefined) throw this.#end;
    try {
      return await act();
    } catch (caught) {
      const shown =
        caught instanceof ConnectorError ? withoutSecrets(caught, this.#parts.secrets) : caught;
      const error = await this.#numberedOtherwise(shown);
      // The line is cut with it: a session in doubt is no session.
      if (error instanceof ConnectorError && error.scope === 'connection') this.#finish(error);
      throw error;
    }
  }

  /** The server's numbers turned out to be of no use: the next session gives numbers itself. */
  async #numberedOtherwise(error: unknown): Promise<unknown> {
    const { facts, memory } = this.#parts;
    const isUseless = error instanceof ConnectorError && error.code === 'server-unsuitable';
    if (!isUseless || facts.numbering !== 'article') return error;
    facts.numbering = 'book';
    await facts.remember(memory);
    return connectionLost(error);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const writes = this.#writer.behind();
    return this.#inOwnTurn(async () => {
      await writes;
      return act();
    });
  }

  #inOwnTurn<T>(act: () => Promise<T>): Promise<T> {
    const taken = this.#turn.then(() => this.#act(act));
    const result = Promise.race([taken, this.#ended.promise]);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Bodies that are held here end with the session all the same. */
  async *#checked(items: AsyncGenerator<ReadItem>): AsyncGenerator<ReadItem, void, undefined> {
    for await (const item of items) {
      const { body } = item;
      if (body.kind === 'whole') yield item;
      else yield { ...item, body: { ...body, chunks: this.#checkedChunks(body.chunks) } };
    }
  }

  async *#checkedChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      if (this.#end !== undefined) throw this.#end;
      yield chunk;
    }
  }

  /** The first value is asked for in turn; nothing behind it moves before the iteration ends. */
  #given<T>(begin: () => AsyncGenerator<T, void, undefined>): AsyncIterable<T> {
    const left = Promise.withResolvers<void>();
    const begun = this.#inTurn(async () => {
      const values = begin();
      return { values, first: await values.next() };
    });
    const leave = () => {
      begun
        .then(({ values }) => values.return())
        .then(
          () => left.resolve(),
          () => left.resolve(),
        );
    };
    this.#open.add(leave);
    left.promise.finally(() => this.#open.delete(leave)).catch(() => undefined);
    begun.catch(() => left.resolve());
    this.#turn = begun.then(
      () => Promise.race([left.promise, this.#ended.promise]).catch(() => undefined),
      () => undefined,
    );
    const act = <R>(work: () => Promise<R>) => Promise.race([this.#act(work), this.#ended.promise]);
    const given = async function* () {
      const { values, first } = await begun;
      try {
        for (let next = first; next.done !== true; next = await act(() => values.next())) {
          await act(() => Promise.resolve());
          yield next.value;
        }
      } finally {
        leave();
        await left.promise;
      }
    };
    return leavable(given(), leave);
  }
}
