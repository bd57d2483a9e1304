import { followLog, type RecordedEvent, type Sealer } from '@mailhaul/application';
import {
  type Heartbeat,
  type HeartbeatAnswer,
  subjects,
  type WorkAnswer,
  type WorkAsk,
  type Worker,
} from '@mailhaul/contracts';
import { parseStream, providerTenant } from '@mailhaul/domain';
import { uuid4, Wake } from '@mailhaul/kernel';
import { Board } from './board/board.ts';
import { hasBusiness } from './board/business.ts';
import { dueOf } from './board/job-windows.ts';
import { passOwed } from './board/pass-rules.ts';
import type { JobEntry, PairEntry } from './board/entries.ts';
import { Desk } from './desk.ts';
import { LeaseDesk } from './lease-desk.ts';
import {
  allSchedulerRules,
  defaultSchedulerLimits,
  type SchedulerLimits,
  type SchedulerOptions,
} from './scheduler-options.ts';
import { ShardKeeper } from './shard-keeper.ts';
import { shardOf } from './shard-of.ts';
import { SourceReadings } from './source-readings.ts';
import { TargetOffers } from './target-offers.ts';
import { WorkerDuties } from './worker-duties.ts';
import { WorkerRoll } from './worker-roll.ts';

const streamPrefixes = ['tenant-', 'connection-', 'job-', 'pair-', 'shard-', 'worker-'];
/** Work is announced at most so often. */
const offerEveryMs = 250;

/**
 * Decides which pass runs next and on which worker, for the tenants of the shards that it holds; for all others it stands by
 * with the same memory. What it decides it appends at the revision it knew, so that two who believe in one shard do no harm.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #limits: SchedulerLimits;
  readonly #board: Board;
  readonly #desk: Desk;
  readonly #leases: LeaseDesk;
  readonly #roll: WorkerRoll;
  readonly #duties = new WorkerDuties();
  readonly #targets: TargetOffers;
  readonly #readings: SourceReadings;
  readonly #wake = new Wake();
  readonly #sealers = new Map<string, Sealer>();
  readonly #stop = new AbortController();
  #keepers: readonly ShardKeeper[] = [];
  #offeredMs = Number.NEGATIVE_INFINITY;
  #hasNews = false;
  #running: readonly Promise<void>[] = [];

  constructor(options: SchedulerOptions) {
    this.#options = options;
    const { clock, meter } = options;
    this.#limits = { ...defaultSchedulerLimits, ...options.limits };
    const limits = this.#limits;
    const rules = { ...allSchedulerRules, ...options.rules };
    this.#board = new Board(clock);
    const board = this.#board;
    const leads = (tenant: string) => this.leadsSinceMs(tenant) !== undefined;
    this.#desk = new Desk({ ...options, board, leads, sealerOf: (id) => this.#sealerOf(id) });
    this.#targets = new TargetOffers({ ...options, board, leads });
    this.#readings = new SourceReadings({ ...options, againMs: limits.sourceAgainMs });
    const leadsSinceMs = (tenant: string) => this.leadsSinceMs(tenant);
    this.#leases = new LeaseDesk({
      ...{ board, desk: this.#desk, clock, limits, rules, meter, leadsSinceMs },
      serversMax: options.serversMax ?? new Map(),
    });
    meter?.watchWaiting(() => this.#leases.waitingCount());
    this.#roll = new WorkerRoll(clock, this.#duties);
  }

  /** Begins to follow the log and to decide; what fails is told and tried again. */
  async start(): Promise<void> {
    const { store, clock, random, id } = this.#options;
    const sealer = await this.#sealerOf(providerTenant);
    const { shardMs, shards } = this.#limits;
    const shared = { store, clock, random, sealer, shardMs, schedulerId: id };
    this.#keepers = Array.from(
      { length: shards },
      (_, n) => new ShardKeeper({ ...shared, shard: n }),
    );
    const { signal } = this.#stop;
    const following = followLog({
      ...{ store, clock, streamPrefixes, signal },
      take: (event) => this.#take(event),
      onCaughtUp: () => {
        this.#board.isLive = true;
        this.#wake.now();
      },
      onError: (error, doing) => this.#report(error, doing),
    });
    this.#running = [following, this.#decide()];
  }

  /** Ends after what is under way; leases stay, and so does the shard until its time is over or another start. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('the scheduler stops'));
    this.#wake.now();
    await Promise.all(this.#running);
  }

  /** Since when this one decides for the tenant without a gap, monotonic; undefined: it does not. */
  leadsSinceMs(tenant: string): number | undefined {
    return this.#keepers[shardOf(tenant, this.#limits.shards)]?.leadsSinceMs;
  }

  /** True once the log's past has been read and each shard is held here or by another one. */
  get isReady(): boolean {
    return this.#board.isLive;
  }

  /** A worker with free slots. What is answered stands in the log as granted to it. */
  async ask(ask: WorkAsk): Promise<WorkAnswer> {
    const { askAgainMs } = this.#limits;
    // It has not come to the order yet, or is of a release that knows none.
    if (this.#duties.isDraining(ask.name ?? ask.workerId)) return { leases: [], askAgainMs };
    const answer = await this.#leases.ask(ask);
    const leadsAll = this.#keepers.every(({ leadsSinceMs }) => leadsSinceMs !== undefined);
    return leadsAll ? answer : { ...answer, askAnother: true };
  }

  /** A worker that lives, and what it holds. Others hear of it too: one of them may be who decides. */
  heartbeat(heartbeat: Heartbeat): HeartbeatAnswer {
    this.#options.bus.announce(subjects.heartbeatHeard, heartbeat);
    return this.heartbeatHeard(heartbeat);
  }

  /** A heartbeat that another scheduler may have answered. */
  heartbeatHeard(heartbeat: Heartbeat): HeartbeatAnswer {
    this.#roll.note(heartbeat);
    return this.#leases.hear(heartbeat);
  }

  workers(): readonly Worker[] {
    return this.#roll.list();
  }

  async #take(event: RecordedEvent): Promise<void> {
    const parts = parseStream(event.stream);
    if (parts === undefined) return;
    if (parts.category === 'shard') this.#keepers[Number(parts.id)]?.apply(event);
    else {
      const { tenant } = parts;
      const sealer = this.#sealers.get(tenant) ?? (await this.#sealerOf(tenant));
      this.#apply(event, sealer, parts.category === 'worker' ? this.#duties : this.#board);
    }
    this.#hasNews = true;
    this.#wake.now();
  }

  /** One event that cannot be read keeps nobody else's passes from going on. */
  #apply(event: RecordedEvent, sealer: Sealer, memory: Board | WorkerDuties): void {
    try {
      memory.apply(event, sealer);
    } catch (error) {
      this.#report(error, `reading event ${event.revision} of ${event.stream}`);
    }
  }

  async #decide(): Promise<void> {
    const { clock } = this.#options;
    while (!this.#stop.signal.aborted) {
      await this.#wake.sleep(clock, this.#limits.tickMs);
      if (!this.#board.isLive || this.#stop.signal.aborted) continue;
      await this.#turn().catch((error: unknown) => this.#report(error, 'deciding'));
    }
  }

  async #turn(): Promise<void> {
    await Promise.all(this.#keepers.map((keeper, shard) => this.#keepShard(keeper, shard)));
    if (this.#keepers.every(({ leadsSinceMs }) => leadsSinceMs === undefined)) return;
    await Promise.all([this.#schedule(), this.#finish(), this.#leases.sweep(), this.#keepTime()]);
    this.#targets.offer();
    this.#offer();
  }

  async #keepShard(keeper: ShardKeeper, shard: number): Promise<void> {
    const isIts = (tenant: string) => shardOf(tenant, this.#limits.shards) === shard;
    if (!hasBusiness(this.#board, isIts, this.#options.clock.wallMs())) return;
    await keeper.keep().catch((error: unknown) => this.#report(error, `taking shard ${shard}`));
  }

  /** Passes that are owed and due, a bounded number at a time; the next turn goes on. */
  async #schedule(): Promise<void> {
    const { owed, timed } = this.#board;
    const nowMs = this.#options.clock.wallMs();
    const due: PairEntry[] = [];
    for (const entry of timed) if (this.#dueMs(entry) <= nowMs) owed.add(entry);
    for (const entry of owed) {
      if (entry.isBusy || this.leadsSinceMs(entry.tenant.id) === undefined) continue;
      owed.delete(entry);
      timed.delete(entry);
      if (this.#dueMs(entry) > nowMs) timed.add(entry);
      else due.push(entry);
      if (due.length >= this.#limits.appendsMax) break;
    }
    const done = await Promise.all(due.map((entry) => this.#schedulePass(entry)));
    if (done.includes(true)) this.#wake.now();
  }

  #dueMs({ state, job }: PairEntry): number {
    return (job && passOwed(state, job.state)?.notBeforeMs) ?? 0;
  }

  async #schedulePass(entry: PairEntry): Promise<boolean> {
    const { random } = this.#options;
    const { state, job } = entry;
    const pass = job && 'isHeld' in state && !state.isHeld ? passOwed(state, job.state) : undefined;
    if (pass === undefined) return false;
    const run = pass.run === undefined ? {} : { run: pass.run };
    const passId = uuid4(random);
    const named = { passId, pass: pass.pass, ...run };
    const isDone = await this.#desk.tellPair(entry, { kind: 'SchedulePass', ...named });
    // Whatever kept it back: it is looked at again, not at once.
    if (!isDone) this.#board.settle(entry);
    return isDone;
  }

  /** Tells jobs whose schedule closes or opens, and asks for the deltas that are due; a bounded number at a time. */
  async #keepTime(): Promise<void> {
    const nowMs = this.#options.clock.wallMs();
    const due: Promise<boolean>[] = [];
    for (const job of this.#board.scheduled) {
      if (due.length >= this.#limits.appendsMax) break;
      if (job.isBusy || this.leadsSinceMs(job.tenant.id) === undefined) continue;
      const wish = this.#readings.before(job, dueOf(job, nowMs));
      if (wish !== undefined) due.push(this.#desk.tellJob(job, wish));
    }
    const done = await Promise.all(due);
    if (done.includes(true)) this.#wake.now();
  }

  async #finish(): Promise<void> {
    const ending = [...this.#board.ending].filter(
      ({ tenant, isBusy }) => !isBusy && this.leadsSinceMs(tenant.id) !== undefined,
    );
    await Promise.all(ending.map((job) => this.#finishJob(job)));
  }

  async #finishJob(job: JobEntry): Promise<void> {
    if (job.state.status !== 'running') return;
    const { run } = job.state;
    let incomplete = 0;
    for (const { state } of job.pairs) {
      const isLeftOut = 'making' in state && state.making.plan === 'leave';
      if ('hasCompleted' in state && !state.hasCompleted && !isLeftOut) incomplete += 1;
    }
    await this.#desk.tellJob(job, { kind: 'FinishJob', run, incomplete });
  }

  /** Where workers may find something, they are told, not too often. */
  #offer(): void {
    const { clock, bus } = this.#options;
    const nowMs = clock.monotonicMs();
    if (!this.#hasNews || nowMs < this.#offeredMs + offerEveryMs) return;
    this.#hasNews = false;
    if (!this.#leases.hasWork()) return;
    this.#offeredMs = nowMs;
    bus.announce(subjects.workOffered, {});
  }

  async #sealerOf(tenant: string): Promise<Sealer> {
    const known = this.#sealers.get(tenant);
    if (known !== undefined) return known;
    const sealer = await this.#options.sealers.of(tenant);
    this.#sealers.set(tenant, sealer);
    return sealer;
  }

  #report(error: unknown, doing: string): void {
    this.#options.onError?.(error, doing);
  }
}
