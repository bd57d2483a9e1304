import type {
  GrantedLease,
  Heartbeat,
  HeartbeatAnswer,
  WorkAnswer,
  WorkAsk,
} from '@mailhaul/contracts';
import type { Clock } from '@mailhaul/kernel';
import type { Board } from './board/board.ts';
import type { ConnectionEntry, JobEntry, PairEntry } from './board/entries.ts';
import { windowOf } from './board/job-windows.ts';
import { sidesOf } from './board/places.ts';
import type { Desk } from './desk.ts';
import { pickWork, type WorkToPick } from './pick-work.ts';
import type { SchedulerLimits, SchedulerMeter, SchedulerRules } from './scheduler-options.ts';

export interface LeaseDeskOptions {
  readonly board: Board;
  readonly desk: Desk;
  readonly clock: Clock;
  readonly limits: SchedulerLimits;
  readonly rules: SchedulerRules;
  readonly serversMax: ReadonlyMap<string, number>;
  readonly meter: SchedulerMeter | undefined;
  /** Since when this scheduler decides for the tenant, monotonic; undefined: it does not. */
  readonly leadsSinceMs: (tenant: string) => number | undefined;
}

/** How often one ask tries to fill what others came first to. */
const roundsMax = 3;
/** Why a pass stands still whose target another pair writes to. */
export const targetTakenReason = 'target-taken';

/** Gives leases to workers that ask, keeps them while they are heard of, and takes back those that are not. */
export class LeaseDesk {
  readonly #options: LeaseDeskOptions;
  readonly #taken = new Set<PairEntry>();
  #servedCount = 0;

  constructor(options: LeaseDeskOptions) {
    this.#options = options;
  }

  /** Never more leases than slots; each stands in the log when it is answered. */
  async ask({ workerId, freeSlots, tags = [] }: WorkAsk): Promise<WorkAnswer> {
    const leases: GrantedLease[] = [];
    for (let round = 0; round < roundsMax && leases.length < freeSlots; round += 1) {
      const picked = this.#reserve(freeSlots - leases.length, tags);
      if (picked.length === 0) break;
      const granted = await Promise.all(picked.map((entry) => this.#grant(entry, workerId)));
      leases.push(...granted.filter((lease) => lease !== undefined));
    }
    return { leases, askAgainMs: this.#options.limits.askAgainMs };
  }

  /** Passes that wait for a worker, of the tenants that this scheduler decides for. */
  waitingCount(): number {
    const { board, leadsSinceMs, clock } = this.#options;
    const nowMs = clock.wallMs();
    let count = 0;
    for (const tenant of board.tenants.values()) {
      if (leadsSinceMs(tenant.id) === undefined) continue;
      for (const job of tenant.jobs.values()) {
        // Outside its schedule no worker is missing.
        const isOpen = windowOf(job, nowMs)?.limits !== undefined;
        if (job.state.status === 'running' && isOpen) count += job.queue.size;
      }
    }
    return count;
  }

  hasWork(): boolean {
    return pickWork(this.#work()) !== undefined;
  }

  /** What a worker says it runs, also when another scheduler heard it. */
  hear({ workerId, leases }: Heartbeat): HeartbeatAnswer {
    const { board, clock, limits } = this.#options;
    const lost = leases.filter(({ tenant, pairId, lease }) => {
      const entry = board.pair(tenant, pairId);
      if (entry === undefined) return false;
      const { state } = entry;
      const present = state.status === 'under-way' ? state.lease : undefined;
      const isIts = present?.lease === lease && present.workerId === workerId;
      if (isIts) entry.heardAtMs = clock.monotonicMs();
      // A lease that this fold has not come to yet is nobody else's.
      return !isIts && 'leaseCount' in state && state.leaseCount >= lease;
    });
    const untilMs = Math.floor(clock.wallMs() + limits.leaseMs);
    const held = leases.map(({ tenant, pairId }) => board.pair(tenant, pairId)?.job);
    const jobs = [...new Set(held)].filter((job) => job !== undefined).flatMap(countedOf);
    const connections = connectionsOf(new Set(held));
    return {
      ...{ lost, untilMs },
      ...(jobs.length === 0 ? {} : { jobs }),
      ...(connections.length === 0 ? {} : { connections }),
    };
  }

  /** Ends leases of which nothing was heard, and tells pairs whose target is another's. */
  async sweep(): Promise<void> {
    const { board, desk, rules } = this.#options;
    const silent = rules.leasesExpire
      ? [...board.leased].filter((entry) => this.#isSilent(entry))
      : [];
    const taken = [...this.#taken];
    this.#taken.clear();
    await Promise.all([
      ...silent.map((entry) => this.#expire(entry)),
      ...taken.map(async (entry) => {
        const { state } = entry;
        if (state.status !== 'under-way') return;
        const { passId } = state;
        const named = { passId, reason: targetTakenReason, retryAt: undefined };
        await desk.tellPair(entry, { kind: 'PausePass', ...named, side: 'target' });
      }),
    ]);
  }

  #isSilent(entry: PairEntry): boolean {
    const { clock, limits, leadsSinceMs } = this.#options;
    const sinceMs = leadsSinceMs(entry.tenant.id);
    if (sinceMs === undefined) return false;
    const nowMs = clock.monotonicMs();
    // Before we had the shard, another one may have heard what we did not.
    return nowMs >= Math.max(entry.heardAtMs + limits.leaseMs, sinceMs + limits.graceMs);
  }

  async #expire(entry: PairEntry): Promise<void> {
    const { state } = entry;
    if (state.status !== 'under-way' || state.lease === undefined) return;
    const { passId } = state;
    const { lease } = state.lease;
    const { desk, meter } = this.#options;
    const isExpired = await desk.tellPair(entry, { kind: 'ExpireLease', passId, lease });
    if (isExpired) meter?.leaseExpired();
  }

  #reserve(count: number, tags: readonly string[]): readonly PairEntry[] {
    const { board } = this.#options;
    const picked: PairEntry[] = [];
    while (picked.length < count) {
      const entry = pickWork({ ...this.#work(), tags });
      if (entry === undefined) break;
      entry.isReserved = true;
      this.#servedCount += 1;
      entry.tenant.servedAt = this.#servedCount;
      board.settle(entry);
      picked.push(entry);
    }
    return picked;
  }

  async #grant(entry: PairEntry, workerId: string): Promise<GrantedLease | undefined> {
    const { board, desk, clock, limits, meter } = this.#options;
    try {
      if (entry.state.status !== 'under-way') return undefined;
      const { passId } = entry.state;
      const untilMs = Math.floor(clock.wallMs() + limits.leaseMs);
      const grant = { kind: 'GrantLease', passId, workerId, untilMs } as const;
      if (!(await desk.tellPair(entry, grant))) return undefined;
      meter?.leaseGranted();
      return leaseOf(entry, workerId);
    } finally {
      entry.isReserved = false;
      board.settle(entry);
    }
  }

  #work(): WorkToPick {
    const { board, leadsSinceMs, rules, clock, serversMax } = this.#options;
    return {
      ...{ board, serversMax },
      leads: (tenant) => leadsSinceMs(tenant) !== undefined,
      onTargetTaken: (entry) => this.#taken.add(entry),
      tags: undefined,
      keepsLimits: rules.keepsLimits,
      keepsSchedules: rules.keepsSchedules,
      nowMs: clock.wallMs(),
    };
  }
}

/** How many passes share the job's bytes; nothing where nobody limits them. */
function countedOf({ tenant, id, running, state }: JobEntry) {
  const periods = 'schedule' in state ? (state.schedule?.periods ?? []) : [];
  const isLimited = periods.some(({ bytesPerSecond }) => bytesPerSecond !== undefined);
  return isLimited && running > 0 ? [{ tenant: tenant.id, jobId: id, leases: running }] : [];
}

/** How many passes share the bytes and commands a second of the job's connections, those without such limits left out. */
function limitedOf(job: JobEntry | undefined): Omit<ConnectionLeases, 'tenant'>[] {
  const sides = sidesOf(job);
  if (job === undefined || sides === undefined) return [];
  return [...new Set([sides.source, sides.target])].flatMap(({ id, state }) => {
    const leases = job.tenant.busyConnections.of(id);
    return isLimited(state) && leases > 0 ? [{ connectionId: id, leases }] : [];
  });
}

function isLimited(state: ConnectionEntry['state']): boolean {
  if (!('bytesPerSecond' in state || 'operationsPerSecond' in state)) return false;
  return state.bytesPerSecond !== undefined || state.operationsPerSecond !== undefined;
}

/** Each once, of all those jobs. */
function connectionsOf(jobs: Iterable<JobEntry | undefined>) {
  const limited = new Map<string, ConnectionLeases>();
  for (const job of jobs) {
    const tenant = job?.tenant.id ?? '';
    for (const one of limitedOf(job))
      limited.set(`${tenant}.${one.connectionId}`, { tenant, ...one });
  }
  return [...limited.values()];
}

type ConnectionLeases = NonNullable<HeartbeatAnswer['connections']>[number];

/** Undefined: its pass has ended, or was taken over, since it was granted. */
function leaseOf(entry: PairEntry, workerId: string): GrantedLease | undefined {
  const { state, tenant, id } = entry;
  if (state.status !== 'under-way' || state.lease?.workerId !== workerId) return undefined;
  if (state.jobId === undefined) return undefined;
  const { passId, pass, generation, jobId } = state;
  const { lease, untilMs } = state.lease;
  const [counted] = entry.job === undefined ? [] : countedOf(entry.job);
  const limited = limitedOf(entry.job);
  return {
    ...{ tenant: tenant.id, pairId: id, jobId, passId, pass, generation, lease, untilMs },
    ...(counted === undefined ? {} : { jobLeases: counted.leases }),
    ...(limited.length === 0 ? {} : { connectionLeases: limited }),
  };
}
