import { followLog, type LogPosition, type RecordedEvent } from '@mailhaul/application';
import {
  type GrantedLease,
  heartbeatAnswerSchema,
  subjects,
  workAnswerSchema,
} from '@mailhaul/contracts';
import { parseStream, shardStream } from '@mailhaul/domain';
import { assert, Wake } from '@mailhaul/kernel';
import { type ConnectionLeases, ConnectionPaces } from './connection-paces.ts';
import { DutyWatch } from './duty-watch.ts';
import type { HeldLease } from './held-lease.ts';
import { type JobLeases, JobPaces } from './job-paces.ts';
import { PassSlot } from './pass-slot.ts';
import { PassTeller } from './pass-teller.ts';
import {
  allWorkerRules,
  defaultWorkerTimes,
  type WorkerOptions,
  type WorkerRules,
  type WorkerTimes,
} from './worker-options.ts';

export const slotsMax = 500;
/** Schedulers asked one after the other while they say that they stand by. */
const askTriesMax = 8;
/** Asking is spread by this share, so that many workers do not ask at once. */
const askSpread = 0.3;

/**
 * Runs passes: asks for leases while it has free slots, runs each by what the log says, and tells how it ended. It follows the
 * log for what stops its passes; the bus only makes it quicker.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #times: WorkerTimes;
  readonly #rules: WorkerRules;
  readonly #teller: PassTeller;
  /** By pair; the newest lease of each. */
  readonly #slots = new Map<string, PassSlot>();
  /** Leases of pairs whose former pass is still ending here. */
  readonly #next = new Map<string, HeldLease>();
  readonly #paces = new JobPaces();
  readonly #connectionPaces = new ConnectionPaces();
  readonly #wake = new Wake();
  readonly #quiet = new Wake();
  readonly #stop = new AbortController();
  readonly #duty: DutyWatch;
  /** What was ordered of it before is known: until then it takes nothing. */
  #isOnDuty = false;
  #isStopping = false;
  #loops: readonly Promise<void>[] = [];

  constructor(options: WorkerOptions) {
    assert(options.slots >= 1 && options.slots <= slotsMax, 'a worker has 1 to 500 slots');
    this.#options = options;
    this.#times = { ...defaultWorkerTimes, ...options.times };
    this.#rules = { ...allWorkerRules, ...options.rules };
    this.#teller = new PassTeller(options);
    this.#duty = new DutyWatch({ ...options, worker: options.name ?? options.id });
    options.watchActive?.(() => this.#slots.size);
  }

  start(): void {
    this.#loops = [this.#follow(), this.#ask(), this.#beat()];
  }

  /**
   * Takes no more leases, asks all passes to stop, and gives back what has not ended; resolves when all is told or `drainMs` is
   * over. What is left then expires.
   */
  async stop(): Promise<void> {
    const { clock } = this.#options;
    this.#isStopping = true;
    this.#wake.now();
    for (const slot of this.#slots.values()) slot.stop('draining');
    const endMs = clock.monotonicMs() + this.#times.drainMs;
    while (this.#slots.size > 0 && clock.monotonicMs() < endMs) {
      await this.#quiet.sleep(clock, endMs - clock.monotonicMs());
    }
    this.#stop.abort(new Error('the worker stops'));
    this.#wake.now();
    await Promise.all(this.#loops);
  }

  /** There may be work again. */
  workOffered(): void {
    if (this.#freeSlots > 0) this.#wake.now();
  }

  get leases(): readonly HeldLease[] {
    return [...this.#slots.values()].map(({ lease }) => lease);
  }

  get #freeSlots(): number {
    if (this.#isStopping || !this.#isOnDuty || this.#duty.isDraining) return 0;
    return this.#options.slots - this.#slots.size;
  }

  async #ask(): Promise<void> {
    const { clock, random } = this.#options;
    while (!this.#isStopping) {
      const againMs = this.#freeSlots > 0 ? await this.#askOnce() : this.#times.askAgainMs;
      if (this.#isStopping) return;
      await this.#wake.sleep(clock, againMs * (1 + askSpread * random.next()));
    }
  }

  async #askOnce(): Promise<number> {
    const { bus, id: workerId, tags = [], name } = this.#options;
    try {
      for (let tries = 0; tries < askTriesMax && this.#freeSlots > 0; tries += 1) {
        const called = name === undefined ? {} : { name };
        const ask = { workerId, freeSlots: this.#freeSlots, tags: [...tags], ...called };
        const body = await bus.request(subjects.workAsk, ask, this.#times.answerMs);
        const { leases, askAgainMs, askAnother } = workAnswerSchema.parse(body);
        for (const lease of leases) this.#learn(heldOf(lease));
        this.#hear(leases.flatMap(countedOf), leases.flatMap(connectionsOf));
        if (leases.length > 0 || askAnother !== true) return askAgainMs;
      }
    } catch (error) {
      this.#report(error, 'asking for work');
    }
    return this.#times.askAgainMs;
  }

  /** By the answer or by the log, whichever comes first. */
  #learn(lease: HeldLease): void {
    const key = keyOf(lease);
    const present = this.#slots.get(key);
    if (present !== undefined && present.lease.lease >= lease.lease) return;
    if (present !== undefined) {
      present.stop('lost');
      this.#next.set(key, lease);
      return;
    }
    const isRoom = this.#freeSlots > 0;
    const options = { ...this.#options, onBuilt: () => this.#pace() };
    const slot = new PassSlot(options, this.#teller, lease);
    if (!isRoom) slot.stop('draining');
    this.#slots.set(key, slot);
    void slot.run().then(() => this.#onEnd(key));
  }

  #onEnd(key: string): void {
    this.#slots.delete(key);
    this.#pace();
    const next = this.#next.get(key);
    this.#next.delete(key);
    if (next !== undefined) this.#learn(next);
    this.#wake.now();
    this.#quiet.now();
  }

  #hear(jobs: readonly JobLeases[], connections: readonly ConnectionLeases[]): void {
    this.#paces.hear(jobs);
    this.#connectionPaces.hear(connections);
    this.#pace();
  }

  #pace(): void {
    this.#paces.share(this.#slots.values(), this.#options.clock.wallMs());
    this.#connectionPaces.share(this.#slots.values());
  }

  async #follow(): Promise<void> {
    const { store, clock } = this.#options;
    const after = await this.#anchor();
    await this.#goOnDuty();
    await followLog({
      ...{ store, clock, after, signal: this.#stop.signal },
      streamPrefixes: ['job-', 'pair-', 'worker-'],
      take: (event) => {
        this.#see(event);
        return Promise.resolve();
      },
      onError: (error, doing) => this.#report(error, doing),
    });
  }

  /** Some place in the log's recent past: what is older matters to no pass of this worker. */
  async #anchor(): Promise<LogPosition | undefined> {
    const { store, clock } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        return (await store.readLast(shardStream(0)))?.position;
      } catch (error) {
        this.#report(error, 'looking for the end of the log');
        await clock.sleep(this.#times.askAgainMs, signal).catch(() => undefined);
      }
    }
    return undefined;
  }

  /** What was ordered before it started holds for it: nothing is asked for until that was read. */
  async #goOnDuty(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await this.#duty.read();
        this.#isOnDuty = true;
        return this.#obey();
      } catch (error) {
        this.#report(error, 'reading what was ordered of it');
        await clock.sleep(this.#times.askAgainMs, signal).catch(() => undefined);
      }
    }
  }

  /** While it drains it lives on without passes: it takes none, and gives back what it has. */
  #obey(): void {
    const { isDraining } = this.#duty;
    this.#options.onDuty?.(isDraining);
    if (isDraining) for (const slot of this.#slots.values()) slot.stop('draining');
    this.#wake.now();
    void this.#beatOnce();
  }

  #see(event: RecordedEvent): void {
    const { isDraining } = this.#duty;
    this.#duty.see(event);
    if (this.#duty.isDraining !== isDraining) this.#obey();
    if (this.#rules.stopsByLog) for (const slot of this.#slots.values()) slot.see(event);
    const { type, data, stream } = event;
    if (type === 'ScheduleSet' || type === 'JobStarted' || type === 'DeltaRequested') this.#pace();
    if (type !== 'LeaseGranted' || data['workerId'] !== this.#options.id) return;
    const parts = parseStream(stream);
    const { passId, lease } = data;
    if (parts === undefined || typeof passId !== 'string' || typeof lease !== 'number') return;
    this.#learn({ tenant: parts.tenant, pairId: parts.id, passId, lease });
  }

  async #beat(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const startedMs = clock.monotonicMs();
      for (const slot of this.#slots.values()) slot.keepTime(clock.wallMs());
      this.#pace();
      const periodMs = (await this.#beatOnce()) ? this.#times.heartbeatMs : this.#beatAnswerMs;
      const leftMs = Math.max(0, startedMs + periodMs - clock.monotonicMs());
      await clock.sleep(leftMs, signal).catch(() => undefined);
    }
  }

  /** One that is lost, or asked of a scheduler that stands still, is told again before the next is due. */
  get #beatAnswerMs(): number {
    return Math.min(this.#times.answerMs, this.#times.heartbeatMs / 2);
  }

  /** False: nobody answered. */
  async #beatOnce(): Promise<boolean> {
    const { bus, id: workerId, slots, tags = [], name, version } = this.#options;
    const leases = this.leases.slice(0, slotsMax).map((lease) => ({ ...lease }));
    const isDraining = this.#duty.isDraining || this.#isStopping;
    try {
      const body = await bus.request(
        subjects.heartbeat,
        {
          ...{ workerId, slots, leases, tags: [...tags], isDraining },
          ...(name === undefined ? {} : { name }),
          ...(version === undefined ? {} : { version }),
        },
        this.#beatAnswerMs,
      );
      const { lost: gone, jobs = [], connections = [] } = heartbeatAnswerSchema.parse(body);
      this.#hear(jobs, connections);
      for (const lost of gone) {
        const slot = this.#slots.get(keyOf(lost));
        if (slot?.lease.lease === lost.lease) slot.stop('lost');
      }
      return true;
    } catch (error) {
      this.#report(error, 'telling that it lives');
      return false;
    }
  }

  #report(error: unknown, doing: string): void {
    this.#options.onError?.(error, doing);
  }
}

function keyOf({ tenant, pairId }: { readonly tenant: string; readonly pairId: string }): string {
  return `${tenant}.${pairId}`;
}

function heldOf({ tenant, pairId, passId, lease }: GrantedLease): HeldLease {
  return { tenant, pairId, passId, lease };
}

function countedOf({ tenant, jobId, jobLeases }: GrantedLease): readonly JobLeases[] {
  return jobLeases === undefined ? [] : [{ tenant, jobId, leases: jobLeases }];
}

function connectionsOf({ tenant, connectionLeases = [] }: GrantedLease): ConnectionLeases[] {
  return connectionLeases.map((one) => ({ tenant, ...one }));
}
