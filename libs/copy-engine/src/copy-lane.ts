import { ConnectorError } from '@mailhaul/connector-contract';
import { DrainRate } from './drain-rate.ts';
import type { BatchLimits, FolderJob, PlannedItems } from './folder-job.ts';
import { asError, isConnectionLoss } from './pass-context.ts';
import type { PassRun } from './pass-run.ts';
import { profileTarget } from './profile-target.ts';
import { readBatches } from './read-batches.ts';
import { wholeBytesMax } from './read-request.ts';
import { bytesOf, isStreamed, type ReadyBatch, type ReadyItem } from './ready-batch.ts';
import { recordFailed } from './record-failed.ts';
import { isFolderMissing, recoverFolder } from './recover-folder.ts';
import { isServerFault, ServerPatience } from './server-patience.ts';
import { SessionSlot } from './session-slot.ts';
import { Settlements } from './settlements.ts';
import { LaneOrder, type LanePlace, type Turn } from './lane-order.ts';
import { Suspects } from './suspects.ts';
import { LanePlanner, type WorkFeed } from './work-feed.ts';
import { WritesInFlight } from './writes-in-flight.ts';
import { isMissedDeadline, refusalOf, writeItems, type WriteEnd } from './write-items.ts';

/** Times an item is written before a server that refuses it "for now" is believed. */
const triesMax = 5;

/**
 * One source and one target connection that copy folders one after the other: reads ahead, records intents, keeps a few
 * writes in the air, records outcomes behind them.
 */
export class CopyLane {
  readonly #run: PassRun;
  #reader: SessionSlot;
  readonly #writer: SessionSlot;
  readonly #rate: DrainRate;
  readonly #again: PlannedItems[] = [];
  readonly #settling: Settlements;
  #onSettled: (job: FolderJob) => Promise<void> = () => Promise.resolve();
  readonly #order = new LaneOrder();
  readonly #patience: ServerPatience;
  readonly #suspects: Suspects;
  /** Target folders that have refused a batch: there each waits for the one before. */
  readonly #refusing = new Set<number>();
  #isWorking = false;
  #isRetired = false;

  /**
   * The first lane (rank 0) copies on the control connections: a small mailbox needs no others. Lanes of a higher rank can
   * be done without, as long as they have not begun to work.
   */
  constructor(run: PassRun, rank = 0) {
    this.#run = run;
    this.#settling = new Settlements((error) => run.fail(error));
    this.#rate = new DrainRate(run.line);
    this.#patience = new ServerPatience(run);
    this.#suspects = new Suspects(run, (job) => this.#settling.track(this.#onSettled(job)));
    const spareRank = () => (this.#isWorking ? undefined : rank);
    this.#reader =
      rank === 0 ? run.sourceControl : new SessionSlot(run.context, 'source', spareRank);
    this.#writer =
      rank === 0 ? run.targetControl : new SessionSlot(run.context, 'target', spareRank);
  }

  /** See SpareLane. */
  retire(): void {
    this.#isRetired = true;
    if (!this.#isWorking) this.abort();
  }

  /** Opens both connections while the folders are still being listed. A failure shows when they are needed. */
  warmUp(): void {
    for (const slot of [this.#reader, this.#writer]) slot.get().catch(() => undefined);
  }

  /** From now on bodies come over that connection. */
  readOver(reader: SessionSlot): void {
    this.#reader = reader;
  }

  /** Copies what the feed gives until it is closed; `onSettled` is told whenever a folder may have come to its end. */
  async copyAll(feed: WorkFeed, onSettled: (job: FolderJob) => Promise<void>): Promise<void> {
    this.#onSettled = onSettled;
    this.#isWorking = true;
    const planner = this.#plannerOf(feed);
    const countMax = this.#run.targetCapabilities?.writesInFlightMax ?? 1;
    const writes = new WritesInFlight(countMax, this.#run.context.inAir);
    do {
      for await (const ready of this.#readyBatches(planner)) {
        const write = this.#copy(ready);
        await writes.add(write, bytesOf(ready.items));
        // Nothing is read behind a body that is still coming in.
        if (isStreamed(ready)) await writes.all();
        if (writes.hasFailed) break;
      }
      await writes.all();
    } while (this.#again.length > 0 && !this.#run.context.stop.aborted);
    await this.#suspects.end(this.#settling);
    await this.#settling.all();
    this.#isWorking = false;
    if (!this.#isRetired) return;
    planner.giveBack();
    await this.close();
  }

  /** Opens both connections; false where one cannot be had in time: the pass then goes on with those that it has. */
  async open(tooLate: AbortSignal): Promise<boolean> {
    const late = new Promise<false>((resolve) => {
      tooLate.addEventListener('abort', () => resolve(false), { once: true });
    });
    const opened = Promise.all([this.#reader.get(), this.#writer.get()]).then(
      () => !this.#isRetired,
      () => false,
    );
    const isOpen = await Promise.race([opened, late]);
    if (!isOpen) this.retire();
    return isOpen;
  }

  async close(): Promise<void> {
    await Promise.all([this.#reader.close(), this.#writer.close()]);
  }

  abort(): void {
    this.#reader.abort();
    this.#writer.abort();
  }

  #plannerOf(feed: WorkFeed): LanePlanner {
    const { context } = this.#run;
    return new LanePlanner({
      feed,
      limits: () => this.#limits(),
      isStopping: () => context.stop.aborted || context.halt.aborted || this.#isRetired,
      onPlanned: (job) => this.#settling.track(this.#onSettled(job)),
      onBatch: (batch) => {
        if ('items' in batch) this.#run.isFirstPlanned = true;
      },
    });
  }

  #limits(): BatchLimits {
    const known = this.#run.targetCapabilities;
    return {
      itemsMax: this.#run.isFirstPlanned ? (known?.batchItemsMax ?? 1) : 1,
      bytesMax: Math.min(known?.batchBytesMax ?? wholeBytesMax, wholeBytesMax),
    };
  }

  #readyBatches(planner: LanePlanner): AsyncGenerator<ReadyBatch> {
    return readBatches({
      context: this.#run.context,
      slot: this.#reader,
      planner,
      again: this.#again,
      limits: () => this.#limits(),
      askedAhead: this.#run.askedAhead,
      sickness: this.#run.sickness,
      onPart: (job) => {
        this.#run.hasRead();
        job.outstanding += 1;
      },
      onRead: ({ job }) => {
        // The planned batch counted as one until its parts did.
        job.outstanding -= 1;
        this.#settling.track(this.#onSettled(job));
      },
    });
  }

  async #copy(ready: ReadyBatch): Promise<void> {
    const place = this.#order.take();
    try {
      await place.myTurn();
      const items = await this.#profileWithFirst(ready, place);
      const onCalled = () => {
        if (!this.#refusing.has(ready.job.folder.t)) place.called();
      };
      await this.#write({ job: ready.job, items }, { place, onCalled });
      // A batch that failed stays outstanding: its folder has not come to its end.
      ready.job.outstanding -= 1;
      this.#settling.track(this.#onSettled(ready.job));
    } finally {
      place.done();
    }
  }

  /** While the target's profile is not known, one item in the whole pass goes first and alone. Gives what is left. */
  async #profileWithFirst(ready: ReadyBatch, place: LanePlace): Promise<readonly ReadyItem[]> {
    const { context, profiling } = this.#run;
    if (context.ledger.profile || !context.rules.profileTargetFirst) return ready.items;
    return profiling.alone(async () => {
      let { items } = ready;
      // One that is refused, or is not there any more, shows nothing: then the next goes alone.
      while (context.ledger.profile === undefined && items.length > 0) {
        const [item] = items;
        await this.#write(
          { ...ready, items: items.slice(0, 1) },
          { place, onCalled: () => undefined },
        );
        const profiled = item && (await profileTarget(this.#run, ready.job.folder.f, item.id));
        if (profiled !== undefined) this.#settling.track(profiled.durable);
        items = items.slice(1);
      }
      return items;
    });
  }

  async #write(batch: ReadyBatch, turn: Turn): Promise<void> {
    let { items } = batch;
    for (let tries = 0; items.length > 0; tries += 1) {
      this.#run.context.halt.throwIfAborted();
      if (this.#suspects.isSick(batch.job)) return;
      const writer = { session: () => this.#writer.get(), rate: this.#rate, ...turn };
      const end = await writeItems(this.#run, writer, { ...batch, items });
      if (end.kind === 'settled') {
        this.#writer.proved();
        if (end.error === undefined) this.#patience.proved();
        await this.#suspects.othersWritten();
        await this.#settling.add(end.durable);
        if (end.again.length === 0) return;
        await end.durable;
      }
      items = await this.#afterTrouble(batch, items, end);
      if (items.length > 0 && !isConnectionLoss(end.error)) this.#refusing.add(batch.job.folder.t);
      await turn.place.troubled();
      const isRefusal = end.kind === 'unknown' || isServerFault(end.error);
      const refusal = isRefusal ? refusalOf(end.error) : undefined;
      const isSuspect = tries + 1 >= triesMax && !isMissedDeadline(end.error);
      const isDeadly = isSuspect && isConnectionLoss(end.error);
      const isRefused = refusal !== undefined && refusal.disposition !== 'retryAfter';
      const isSplit = isRefused || isDeadly;
      if (items.length === 1 && isDeadly)
        return this.#suspects.setAside(batch.job, { items, error: end.error });
      if (items.length === 1 && (isRefused || isSuspect)) {
        const key = `${batch.job.folder.f}:${items[0]?.id}`;
        const hope = await this.#patience.outlast(end.error, key);
        if (hope === 'again') continue;
        if (hope === 'later') return this.#readAgain(batch.job, items);
        return await recordFailed(this.#run, batch.job, { items, error: end.error });
      }
      if (!isSplit && tries + 1 >= triesMax && items.length > 0) throw asError(end.error);
      if (isSplit && items.length > 1) {
        const half = Math.ceil(items.length / 2);
        await this.#write({ job: batch.job, items: items.slice(0, half) }, turn);
        await this.#write({ job: batch.job, items: items.slice(half) }, turn);
        return;
      }
    }
  }

  /** Finds out what the write did, waits where the server asked for it, and gives the items to be written again. */
  async #afterTrouble(
    batch: ReadyBatch,
    items: readonly ReadyItem[],
    end: WriteEnd,
  ): Promise<readonly ReadyItem[]> {
    const { context } = this.#run;
    const { folder } = batch.job;
    const { error } = end;
    const toldAtMs = context.clock.wallMs();
    if (end.kind === 'unknown') {
      if (end.session !== undefined && refusalOf(error) === undefined) {
        this.#writer.lose(end.session, error);
      }
      context.halt.throwIfAborted();
      await recoverFolder(this.#run, folder.t, error);
    } else if (isFolderMissing(error)) {
      await recoverFolder(this.#run, folder.t, error);
    }
    const left = items.filter(
      ({ id }) => context.ledger.folder(folder.f).standingOf(id) === 'missing',
    );
    const known = error instanceof ConnectorError ? error : undefined;
    if (known?.scope === 'folder' && known.disposition === 'needsOperator') {
      // One folder that takes nothing keeps no other from being copied.
      batch.job.fail(known);
      return [];
    }
    if (known?.disposition === 'needsOperator' || known?.disposition === 'bug') throw known;
    if (error !== undefined && known === undefined) throw asError(error);
    if (left.length === 0) return left;
    const asksToWait = known?.disposition === 'retryAfter' || known?.code === 'server-busy';
    if (asksToWait) await this.#patience.obey(known, toldAtMs);
    if (isConnectionLoss(error) && this.#writer.hasGivenUp()) throw asError(error);
    if (!left.some(({ body }) => body.kind === 'streamed')) return left;
    this.#readAgain(batch.job, left);
    return [];
  }

  /** A streamed body has been used up: it must come from the source once more. */
  #readAgain(job: FolderJob, items: readonly ReadyItem[]): void {
    job.outstanding += 1;
    this.#again.push({
      job,
      items: items.map(({ id, size, receivedAt }) => ({
        id,
        size,
        epochSeconds: receivedAt.epochSeconds,
      })),
    });
  }
}
