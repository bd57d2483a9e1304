import { decodeEvent, type RecordedEvent, type Sealer } from '@mailhaul/application';
import {
  connectionDecider,
  type ConnectionEvent,
  jobDecider,
  type JobEvent,
  mailboxKeyOf,
  type MailboxKind,
  pairDecider,
  type PairEvent,
  parseStream,
  tenantDecider,
  type TenantEvent,
} from '@mailhaul/domain';
import { Counter } from './counter.ts';
import type { Holding, JobEntry, PairEntry, TenantEntry } from './entries.ts';
import { type Naming, namesMailboxes } from './names-mailboxes.ts';
import { OwedPasses } from './owed-passes.ts';
import { PassQueue, type Queued } from './pass-queue.ts';
import { forMemory, jobForMemory } from './for-memory.ts';
import { hasWindow } from './job-windows.ts';
import { isOpen, isPlanned, passOwed } from './pass-rules.ts';
import { holdingOf } from './places.ts';
import { SlotTime } from './slot-time.ts';

/**
 * Tenants, connections, jobs and pairs as the log has them, in memory, with what follows from them: who waits, who runs, what
 * is owed. Events may be given twice, and a stream's newest ones before the log's turn comes to them.
 */
export class Board {
  readonly tenants = new Map<string, TenantEntry>();
  /** Pairs that a pass may be owed now. */
  readonly owed = new OwedPasses();
  /** Pairs whose next pass has its time. */
  readonly timed = new Set<PairEntry>();
  readonly leased = new Set<PairEntry>();
  /** Pairs whose target mailbox is to be made. */
  readonly planned = new Set<PairEntry>();
  /** Jobs whose run may be over. */
  readonly ending = new Set<JobEntry>();
  /** Jobs that have a schedule, or are kept still by one that they had. */
  readonly scheduled = new Set<JobEntry>();
  /** Passes at each server, one for each of their sides there, of all tenants. */
  readonly busyServers = new Counter<string>();
  /** False while events are of the past: whoever got a lease then may have been silent ever since. */
  isLive = false;
  readonly slotTime: SlotTime;
  readonly #monotonicMs: () => number;

  constructor(clock: { monotonicMs(): number }) {
    this.#monotonicMs = () => clock.monotonicMs();
    this.slotTime = new SlotTime(this.#monotonicMs);
  }

  tenant(id: string): TenantEntry {
    const known = this.tenants.get(id);
    if (known !== undefined) return known;
    const made: TenantEntry = {
      id,
      state: tenantDecider.initial(),
      jobs: new Map(),
      connections: new Map(),
      busyMailboxes: new Counter(),
      busyConnections: new Counter(),
      writers: new Map(),
      running: 0,
      queued: 0,
      slots: { spentMs: 0, rate: 0, atMs: 0 },
      servedAt: 0,
    };
    this.tenants.set(id, made);
    return made;
  }

  pair(tenant: string, pairId: string): PairEntry | undefined {
    return this.#pairs.get(`${tenant}.${pairId}`);
  }

  readonly #pairs = new Map<string, PairEntry>();

  /** @throws what the event's decoding throws; the stream then stands as before. */
  apply(recorded: RecordedEvent, sealer: Sealer): void {
    const parts = parseStream(recorded.stream);
    if (parts === undefined) return;
    const tenant = this.tenant(parts.tenant);
    switch (parts.category) {
      case 'tenant':
        return this.#applyTenant(tenant, recorded, sealer);
      case 'connection':
        return this.#applyConnection(tenant, parts.id, { recorded, sealer });
      case 'job':
        return this.#applyJob(this.#job(tenant, parts.id), recorded, sealer);
      case 'pair':
        return this.#applyPair(this.#entry(tenant, parts.id), recorded, sealer);
    }
  }

  /** Brings all that follows from a pair up to date; after every change of the entry. */
  settle(entry: PairEntry): void {
    const { state, job } = entry;
    const isLeased = state.status === 'under-way' && state.lease !== undefined;
    if (isLeased) this.leased.add(entry);
    else this.leased.delete(entry);
    this.#hold(entry, isLeased || entry.isReserved);
    if (job === undefined) return;
    const isQueued =
      state.status === 'under-way' && !isLeased && !entry.isReserved && !state.isHeld;
    const place = isQueued ? { priority: state.priority, name: entry.name } : undefined;
    this.#queue(job, entry, place);
    const isOwed = 'isHeld' in state && !state.isHeld && passOwed(state, job.state) !== undefined;
    if (isOwed) this.owed.add(entry);
    else this.owed.delete(entry);
    this.timed.delete(entry);
    if (isPlanned(state)) this.planned.add(entry);
    else this.planned.delete(entry);
    const open = isOpen(state, job.state);
    if (open !== entry.isOpen) job.open += open ? 1 : -1;
    entry.isOpen = open;
    this.#noteEnd(job);
  }

  #applyTenant(tenant: TenantEntry, recorded: RecordedEvent, sealer: Sealer): void {
    const event = decodeEvent<TenantEvent>(recorded, { sealer, upcasters: {} });
    tenant.state = tenantDecider.evolve(tenant.state, event);
  }

  #applyConnection(
    tenant: TenantEntry,
    id: string,
    { recorded, sealer }: { readonly recorded: RecordedEvent; readonly sealer: Sealer },
  ): void {
    const event = decodeEvent<ConnectionEvent>(recorded, { sealer, upcasters: {} });
    const was = tenant.connections.get(id)?.state ?? connectionDecider.initial();
    tenant.connections.set(id, { id, state: connectionDecider.evolve(was, event) });
  }

  #applyJob(job: JobEntry, recorded: RecordedEvent, sealer: Sealer): void {
    if (recorded.revision <= job.revision) return;
    const event = decodeEvent<JobEvent>(recorded, { sealer, upcasters: jobDecider.upcasters });
    job.state = jobDecider.evolve(job.state, jobForMemory(event));
    job.revision = recorded.revision;
    if (hasWindow(job)) this.scheduled.add(job);
    else this.scheduled.delete(job);
    if (runChanges.has(event.type)) for (const entry of inOrder(job.pairs)) this.settle(entry);
    this.#noteEnd(job);
  }

  #applyPair(entry: PairEntry, recorded: RecordedEvent, sealer: Sealer): void {
    if (recorded.revision <= entry.revision) return;
    const event = decodeEvent<PairEvent>(recorded, { sealer, upcasters: pairDecider.upcasters });
    if (namesMailboxes(event)) this.#noteMailboxes(entry, event);
    entry.state = pairDecider.evolve(entry.state, forMemory(event));
    entry.revision = recorded.revision;
    if (event.type === 'LeaseGranted') {
      entry.heardAtMs = this.isLive ? this.#monotonicMs() : Number.NEGATIVE_INFINITY;
      this.#noteWriter(entry, true);
    }
    if (event.type === 'PairRemoved') this.#noteWriter(entry, false);
    this.#placeInJob(entry);
    this.settle(entry);
    if (entry.state.status === 'removed') entry.job?.pairs.delete(entry);
  }

  #noteMailboxes(entry: PairEntry, event: Naming): void {
    const isOther = 'generation' in event.data && event.data.generation !== undefined;
    // Another ledger: what was written before is no business of the pair's any more.
    if (event.type === 'PairAdded' || isOther) {
      this.#noteWriter(entry, false);
    }
    const { sealed } = event;
    const hasWritten = entry.hasWritten;
    this.#noteWriter(entry, false);
    const keyOf = (name: string | undefined, kind: MailboxKind | undefined) =>
      name === undefined ? undefined : mailboxKeyOf(name.toLowerCase(), kind);
    entry.name = sealed?.source.toLowerCase() ?? '';
    entry.source = keyOf(sealed?.sourceUser ?? sealed?.source, sealed?.sourceKind);
    entry.target = keyOf(sealed?.targetUser ?? sealed?.target, sealed?.targetKind);
    this.#noteWriter(entry, hasWritten);
  }

  #noteWriter(entry: PairEntry, hasWritten: boolean): void {
    const { writers } = entry.tenant;
    entry.hasWritten = hasWritten;
    if (entry.target === undefined) return;
    const others = writers.get(entry.target) ?? new Set();
    if (hasWritten) writers.set(entry.target, others.add(entry));
    else if (others.delete(entry) && others.size === 0) writers.delete(entry.target);
  }

  #placeInJob(entry: PairEntry): void {
    const { state } = entry;
    if (!('jobId' in state) || state.jobId === undefined) return;
    if (entry.job?.id !== state.jobId) {
      this.#leaveJob(entry);
      entry.job = this.#job(entry.tenant, state.jobId);
    }
    entry.job.pairs.add(entry);
  }

  #leaveJob(entry: PairEntry): void {
    const { job } = entry;
    if (job === undefined) return;
    job.pairs.delete(entry);
    this.#queue(job, entry, undefined);
    if (entry.isOpen) job.open -= 1;
    entry.isOpen = false;
  }

  #hold(entry: PairEntry, isHolding: boolean): void {
    if (isHolding === (entry.holding !== undefined)) return;
    const { tenant } = entry;
    const by = isHolding ? 1 : -1;
    const places = entry.holding ??
      holdingOf(entry) ?? { connections: [], mailboxes: [], servers: [] };
    const holding: Holding = entry.holding ?? { ...places, job: entry.job };
    for (const id of holding.connections) tenant.busyConnections.add(id, by);
    for (const mailbox of holding.mailboxes) tenant.busyMailboxes.add(mailbox, by);
    for (const server of holding.servers) this.busyServers.add(server, by);
    tenant.running += by;
    if (holding.job !== undefined) holding.job.running += by;
    this.slotTime.note(tenant);
    entry.holding = isHolding ? holding : undefined;
  }

  #queue(job: JobEntry, entry: PairEntry, place: Queued | undefined): void {
    const { tenant, queue } = job;
    tenant.queued -= queue.size;
    if (place === undefined) queue.remove(entry);
    else queue.put(entry, place);
    tenant.queued += queue.size;
    this.slotTime.note(tenant);
  }

  #noteEnd(job: JobEntry): void {
    if (job.state.status === 'running' && job.open === 0) this.ending.add(job);
    else this.ending.delete(job);
  }

  #job(tenant: TenantEntry, id: string): JobEntry {
    const known = tenant.jobs.get(id);
    if (known !== undefined) return known;
    const made: JobEntry = {
      tenant,
      id,
      state: jobDecider.initial(),
      revision: -1,
      pairs: new Set(),
      queue: new PassQueue(),
      open: 0,
      running: 0,
      isBusy: false,
    };
    tenant.jobs.set(id, made);
    return made;
  }

  #entry(tenant: TenantEntry, id: string): PairEntry {
    const key = `${tenant.id}.${id}`;
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const made: PairEntry = {
      tenant,
      id,
      state: pairDecider.initial(),
      revision: -1,
      job: undefined,
      source: undefined,
      target: undefined,
      name: '',
      hasWritten: false,
      heardAtMs: 0,
      isBusy: false,
      isReserved: false,
      holding: undefined,
      isOpen: false,
    };
    this.#pairs.set(key, made);
    return made;
  }
}

/** After these each pair of the job may be owed something else. */
const runChanges: ReadonlySet<JobEvent['type']> = new Set([
  'JobStarted',
  'DeltaRequested',
  'JobPaused',
  'JobFinished',
  'JobDeleted',
]);

/** Passes are scheduled in this order. */
function inOrder(pairs: ReadonlySet<PairEntry>): readonly PairEntry[] {
  const priority = ({ state }: PairEntry) => ('priority' in state ? state.priority : 0);
  return [...pairs].sort((a, b) => priority(a) - priority(b));
}
