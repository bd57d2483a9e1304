import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import {
  type AppendResult,
  EventStore,
  type ExpectedRevision,
  type NewEvent,
  type RecordedEvent,
  StoreUnavailable,
  type SubscribeOptions,
  type SubscriptionMessage,
  WrongExpectedRevision,
  checkStreamName,
  prepareAppend,
} from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';
import { ChangeSignal } from './change-signal.ts';
import { LogTail } from './log-tail.ts';
import { type PreparedAppend, recordedEvent, rowsOf } from './rows.ts';
import type { AppendOutcome, LogPage, Row, StreamPage, WorkerSettings } from './messages.ts';
import { startStoreThread } from './start-store-thread.ts';
import { WorkerLink } from './worker-link.ts';

export interface SqliteEventStoreSettings {
  /** The file; made where there is none. `<path>.lock`, `-wal` and `-shm` stand beside it. */
  readonly path: string;
  readonly clock: Clock;
  /**
   * Where the worker thread's code is, for bundles. Default: `store-worker` with this file's own extension beside it, so
   * a bundle of one file needs `store-worker.js` (entry `@mailhaul/event-store-sqlite/worker`) in the same folder.
   */
  readonly workerUrl?: URL;
  /** Runs that code already and was told nothing yet; one is started where it is absent or has ended. */
  readonly thread?: Worker | undefined;
  /** A means of tests: pages the file may have at most. */
  readonly pageCountMax?: number;
}

/** Characters of appends that may wait for an answer; beyond it an append is refused. */
export const waitingWeightMax = 64 * 1024 * 1024;

/** Characters of one page out of memory: parsed at one go. */
export const tailPageWeightMax = 256 * 1024;

/** Streams whose newest row is kept in memory. */
const lastRowsMax = 1_000;

/** How often a store that only reads looks for what another process wrote. */
export const readOnlyPollMs = 100;

/** The log in one SQLite file (WAL, synchronous=FULL), owned by a thread; what waits is committed together. */
export class SqliteEventStore extends EventStore {
  /**
   * True: this process holds the state's lock, which the kernel frees at a process's end; every earlier writer
   * on this host is dead. Always true of `open`, never of `openReadOnly`.
   */
  readonly holdsLock: boolean;
  readonly #link: WorkerLink;
  readonly #clock: Clock;
  readonly #change = new ChangeSignal();
  readonly #tail = new LogTail();
  /** The newest row of streams that this store appended to: nobody else can while it holds the lock. */
  readonly #lastOf = new Map<string, Row>();
  #waitingWeight = 0;
  #closing: Promise<void> | undefined;

  private constructor(link: WorkerLink, clock: Clock, holdsLock: boolean) {
    super();
    this.#link = link;
    this.#clock = clock;
    this.holdsLock = holdsLock;
    link.onChange = () => {
      this.#change.raise();
    };
  }

  /**
   * Takes the lock or rejects at once.
   * @throws {StateInUse} another process, or this one, has it open.
   * @throws {StateTooNew} @throws {StateDamaged} @throws {StoreUnavailable}
   */
  static async open(settings: SqliteEventStoreSettings): Promise<SqliteEventStore> {
    return SqliteEventStore.#start(settings, false);
  }

  /** Reads while another process may write; appends are refused. @throws {StateMissing} and what `open` throws. */
  static async openReadOnly(settings: SqliteEventStoreSettings): Promise<SqliteEventStore> {
    return SqliteEventStore.#start(settings, true);
  }

  static async #start(
    given: SqliteEventStoreSettings,
    isReadOnly: boolean,
  ): Promise<SqliteEventStore> {
    const { path, pageCountMax } = given;
    const settings: WorkerSettings =
      pageCountMax === undefined ? { path, isReadOnly } : { path, isReadOnly, pageCountMax };
    const begun =
      given.thread !== undefined && given.thread.threadId >= 0 ? given.thread : undefined;
    const thread = begun ?? startStoreThread(given.workerUrl ?? defaultWorkerUrl());
    const link = await WorkerLink.start(thread, settings);
    return new SqliteEventStore(link, given.clock, !isReadOnly);
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    this.#refuseWhenClosing();
    if (!this.holdsLock) throw new StoreUnavailable('the event store is open for reading only');
    const prepared = prepareAppend({ stream, events, expected });
    const next = expected === 'no-stream' ? 0 : expected + 1;
    if (prepared.length === 0) return { revision: next - 1, position: 0n };
    const outcome = await this.#send({ stream, next, prepared });
    if (outcome.kind === 'appended') {
      return { revision: outcome.revision, position: BigInt(outcome.position) };
    }
    const actual = outcome.actual < 0 ? 'no-stream' : outcome.actual;
    throw new WrongExpectedRevision({ stream, expected, actual });
  }

  override async *readStream(
    stream: string,
    options: { readonly from?: number } = {},
  ): AsyncIterable<RecordedEvent> {
    checkStreamName(stream);
    const first = await this.#streamPage(stream, options.from ?? 0);
    const end = first.lastRevision;
    let page: StreamPage | undefined = first;
    while (page !== undefined) {
      const last: number = page.rows.at(-1)?.revision ?? end;
      // The next page is on its way while this one is worked through.
      const following: Promise<StreamPage> | undefined =
        last < end ? this.#streamPage(stream, last + 1) : undefined;
      following?.catch(() => undefined);
      for (const row of page.rows) {
        if (row.revision <= end) yield recordedEvent(row);
      }
      page = await following;
    }
  }

  override async readLast(stream: string): Promise<RecordedEvent | undefined> {
    this.#refuseWhenClosing();
    checkStreamName(stream);
    const row =
      this.#lastOf.get(stream) ??
      ((await this.#link.request({ op: 'last-event', stream })) as Row | undefined);
    return row === undefined ? undefined : recordedEvent(row);
  }

  override async listStreams(prefix: string): Promise<readonly string[]> {
    this.#refuseWhenClosing();
    return (await this.#link.request({ op: 'list-streams', prefix })) as readonly string[];
  }

  override async *subscribeToAll(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    const { signal } = options;
    const prefixes = options.streamPrefixes;
    let after = Number(options.after ?? 0n);
    let isNewsOwed = true;
    this.#tail.follow();
    try {
      while (!signal.aborted) {
        this.#refuseWhenClosing();
        const page = await this.#logPage(after, prefixes);
        for (const row of page.rows) {
          if (isAborted(signal)) return;
          isNewsOwed = true;
          yield { kind: 'event', event: recordedEvent(row) };
        }
        after = page.scannedTo;
        if (after < page.lastPosition) continue;
        if (isNewsOwed && !isAborted(signal)) yield { kind: 'caught-up' };
        isNewsOwed = false;
        await this.#newsAfter(after, signal);
      }
    } finally {
      this.#tail.unfollow();
    }
  }

  override async close(): Promise<void> {
    if (this.#closing === undefined) {
      this.#closing = this.#link.hasEnded ? Promise.resolve() : this.#link.close();
      this.#change.raise();
    }
    await this.#closing;
  }

  async #send(append: PreparedAppend): Promise<AppendOutcome> {
    const { stream, next, prepared } = append;
    const fields: string[] = [];
    let weight = 0;
    for (const { id, type, data, metadata } of prepared) {
      fields.push(id, type, data, metadata);
      weight += id.length + type.length + data.length + metadata.length;
    }
    if (this.#waitingWeight + weight > waitingWeightMax) {
      throw new StoreUnavailable('too many appends wait for the event store');
    }
    this.#waitingWeight += weight;
    try {
      const atMs = Math.trunc(this.#clock.wallMs());
      const request = { op: 'append' as const, stream, next, atMs, fields, weight };
      return (await this.#link.request(request, (value) => {
        const outcome = value as AppendOutcome;
        if (outcome.kind === 'conflict' || outcome.isRepeat) return;
        const rows = rowsOf(append, { atMs, lastPosition: outcome.position });
        this.#remember(stream, rows.at(-1));
        this.#tail.add(rows);
      })) as AppendOutcome;
    } finally {
      this.#waitingWeight -= weight;
    }
  }

  #remember(stream: string, row: Row | undefined): void {
    if (row === undefined) return;
    this.#lastOf.delete(stream);
    this.#lastOf.set(stream, row);
    const [oldest] = this.#lastOf.keys();
    if (this.#lastOf.size > lastRowsMax && oldest !== undefined) this.#lastOf.delete(oldest);
  }

  async #streamPage(stream: string, from: number): Promise<StreamPage> {
    this.#refuseWhenClosing();
    return (await this.#link.request({ op: 'stream-page', stream, from })) as StreamPage;
  }

  /** From memory where the subscriber is almost live, else from the file. */
  async #logPage(after: number, prefixes: readonly string[] | undefined): Promise<LogPage> {
    const rows = this.#tail.after(after, tailPageWeightMax);
    if (rows === undefined) {
      return (await this.#link.request({ op: 'log-page', after, prefixes })) as LogPage;
    }
    // Between two pages the event loop has its turn.
    await setImmediate();
    return {
      rows:
        prefixes === undefined ? rows : rows.filter((row) => startsWithOne(row.stream, prefixes)),
      scannedTo: rows.at(-1)?.position ?? after,
      lastPosition: this.#link.lastPosition,
    };
  }

  /** Resolves when there may be something behind `after`, at an abort, and at the store's end. */
  async #newsAfter(after: number, signal: AbortSignal): Promise<void> {
    if (!this.holdsLock) {
      await this.#clock.sleep(readOnlyPollMs, signal).catch(() => undefined);
      return;
    }
    const isOver = () =>
      this.#link.lastPosition > after || this.#closing !== undefined || this.#link.hasEnded;
    while (!signal.aborted && !isOver()) await this.#change.next(signal);
  }

  #refuseWhenClosing(): void {
    if (this.#closing !== undefined) throw new StoreUnavailable('the event store is closed');
  }
}

function startsWithOne(name: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => name.startsWith(prefix));
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function defaultWorkerUrl(): URL {
  const extension = /\.[cm]?[jt]s$/.exec(new URL(import.meta.url).pathname)?.[0] ?? '.js';
  return new URL(`./store-worker${extension}`, import.meta.url);
}
