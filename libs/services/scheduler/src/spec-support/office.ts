import {
  Bus,
  decodeEvent,
  handleCommand,
  type JsonValue,
  Sealer,
  type RecordedEvent,
} from '@mailhaul/application';
import {
  type ConnectionCommand,
  connectionDecider,
  connectionStream,
  type JobCommand,
  jobDecider,
  jobStream,
  type PairCommand,
  pairDecider,
  type PairEvent,
  pairStream,
  shardDecider,
  shardStream,
  type TenantCommand,
  tenantDecider,
  tenantStream,
  workerDecider,
  workerStream,
} from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { type Clock, systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { Scheduler } from '../scheduler.ts';
import type { SchedulerLimits } from '../scheduler-options.ts';

type Wish<C> = C extends unknown ? Omit<C, 'commandId' | 'atMs' | 'actor'> : never;

class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}

export class QuietBus extends Bus {
  readonly heard: string[] = [];
  /** Who answers what schedulers ask for. */
  answers: (subject: string, body: unknown) => Promise<JsonValue> = () => {
    throw new Error('nobody answers');
  };

  override request(subject: string, body: unknown): Promise<JsonValue> {
    return this.answers(subject, body);
  }

  override announce(subject: string): void {
    this.heard.push(subject);
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

export const sealer = new PlainSealer();

/** What people and workers do to one log, and schedulers on it. For specs only. */
export class Office {
  readonly store = new MemoryEventStore({ clock: systemClock });
  readonly bus = new QuietBus();
  readonly errors: unknown[] = [];
  readonly counted = { granted: 0, expired: 0, waiting: () => -1 };
  /** How far the wall's clock is put forward, for all here. */
  wallAheadMs = 0;
  readonly clock: Clock = {
    ...systemClock,
    wallMs: () => systemClock.wallMs() + this.wallAheadMs,
    monotonicMs: () => systemClock.monotonicMs() + this.#leaptMs,
  };
  #leaptMs = 0;
  readonly serversMax = new Map<string, number>();
  readonly #schedulers: Scheduler[] = [];

  async scheduler(limits: Partial<SchedulerLimits> = {}, id = uuid4(systemRandom)) {
    const scheduler = new Scheduler({
      ...{ id, store: this.store, bus: this.bus, clock: this.clock, random: systemRandom },
      sealers: { of: () => Promise.resolve(sealer) },
      limits: { tickMs: 10, ...limits },
      serversMax: this.serversMax,
      meter: {
        leaseGranted: () => (this.counted.granted += 1),
        leaseExpired: () => (this.counted.expired += 1),
        watchWaiting: (read) => (this.counted.waiting = read),
      },
      onError: (error) => this.errors.push(error),
    });
    this.#schedulers.push(scheduler);
    await scheduler.start();
    return scheduler;
  }

  /** Time passes, by every clock. */
  leapMs(ms: number): void {
    this.wallAheadMs += ms;
    this.#leaptMs += ms;
  }

  async close(): Promise<void> {
    await Promise.all(this.#schedulers.map((scheduler) => scheduler.stop()));
  }

  tenant(tenant: string, wish: Wish<TenantCommand>) {
    return this.#tell(tenantStream(tenant), tenantDecider, wish);
  }

  connection(tenant: string, id: string, wish: Wish<ConnectionCommand>) {
    return this.#tell(connectionStream(tenant, id), connectionDecider, wish);
  }

  job(tenant: string, id: string, wish: Wish<JobCommand>) {
    return this.#tell(jobStream(tenant, id), jobDecider, wish);
  }

  shard(about: { scheduler: string; untilMs: number }) {
    return this.#tell(shardStream(0), shardDecider, { kind: 'TakeShard', ...about });
  }

  worker(worker: string, kind: 'DrainWorker' | 'ResumeWorker') {
    return this.#tell(workerStream(worker), workerDecider, { kind, worker });
  }

  pair(tenant: string, id: string, wish: Wish<PairCommand>) {
    return this.#tell(pairStream(tenant, id), pairDecider, wish);
  }

  /** A tenant with a source and a target connection. */
  async opened(
    tenant: string,
    about: {
      weight?: number;
      mailboxesMax?: number;
      workerTag?: string;
      sourceHost?: string;
    } = {},
  ) {
    const { weight = 1, mailboxesMax, workerTag } = about;
    const details = { name: tenant };
    await this.tenant(tenant, { kind: 'CreateTenant', weight, colour: 'blue', details });
    const sides = {
      sourceConnectionId: uuid4(systemRandom),
      targetConnectionId: uuid4(systemRandom),
    };
    for (const [at, id] of Object.values(sides).entries()) {
      const own = `${at === 0 ? 'old' : 'new'}.${tenant}.example`;
      const host = at === 0 ? (about.sourceHost ?? own) : own;
      await this.connection(tenant, id, {
        kind: 'DefineConnection',
        facts: {
          kind: 'imap',
          credential: 1,
          ...(mailboxesMax === undefined ? {} : { mailboxesMax }),
          ...(workerTag === undefined ? {} : { workerTag }),
        },
        details: { name: host, host, security: 'tls', signIn: 'mailbox' },
      });
    }
    return { tenant, sides };
  }

  async jobOf(
    { tenant, sides }: Awaited<ReturnType<Office['opened']>>,
    pairs: readonly { source: string; target?: string; priority?: number }[],
    rank = 1,
  ) {
    const jobId = uuid4(systemRandom);
    await this.job(tenant, jobId, {
      ...{ kind: 'CreateJob', rank, ...sides, details: { name: 'job' } },
      options: {
        ...{ order: 'oldest-first', onFilledTarget: 'match' },
        ...{ verifies: false, connectionsPerMailbox: 1 },
      },
    });
    const ids: string[] = [];
    for (const { source, target = source, priority } of pairs) {
      const pairId = uuid4(systemRandom);
      const placing = { jobId, ...(priority === undefined ? {} : { priority }) };
      await this.pair(tenant, pairId, { kind: 'AddPair', mailboxes: { source, target }, placing });
      ids.push(pairId);
    }
    await this.job(tenant, jobId, {
      kind: 'ChangePairs',
      added: ids.length,
      edited: 0,
      removed: 0,
    });
    return { tenant, jobId, pairs: ids };
  }

  async events(stream: string): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readStream(stream)) events.push(event);
    return events;
  }

  async pairNow(tenant: string, id: string) {
    let pair = pairDecider.initial();
    for (const event of await this.events(pairStream(tenant, id))) {
      pair = pairDecider.evolve(pair, decodeEvent<PairEvent>(event, { sealer, upcasters: {} }));
    }
    return pair;
  }

  #tell(stream: string, decider: object, wish: object) {
    const identity = {
      commandId: uuid4(systemRandom),
      atMs: Math.floor(this.clock.wallMs()),
      actor: 'ann',
    };
    const target = { store: this.store, sealer, stream, decider } as never;
    return handleCommand(target, { ...wish, ...identity } as never);
  }
}
