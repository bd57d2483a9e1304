import type { Board } from './board/board.ts';
import type { ConnectionEntry, JobEntry, PairEntry, TenantEntry } from './board/entries.ts';
import { inOrder } from './board/in-order.ts';
import { mayRun } from './board/job-windows.ts';
import { holdingOf, serverOf, sidesOf, targetKeyOf } from './board/places.ts';
import { weightOf } from './board/slot-time.ts';

export interface WorkToPick {
  readonly board: Board;
  readonly leads: (tenant: string) => boolean;
  /** Told of each pair that is passed over because another one writes to its target. */
  readonly onTargetTaken: (entry: PairEntry) => void;
  readonly keepsLimits: boolean;
  /** Of servers, over all tenants. */
  readonly serversMax: ReadonlyMap<string, number>;
  readonly keepsSchedules: boolean;
  /** By the wall: what schedules go by. */
  readonly nowMs: number;
  /** Of the worker that asks; undefined: of any. */
  readonly tags: readonly string[] | undefined;
}

/**
 * The pass that is to run next. Tenants in fair shares: first who has least running for its weight, then who has had least of
 * slots' time for it, then who was served longest ago; within one by job rank, priority and the alphabet of the source addresses, as far as
 * connections and mailboxes are free.
 */
export function pickWork(work: WorkToPick): PairEntry | undefined {
  for (const { tenant } of inTurn(work)) {
    for (const job of jobsInTurn(tenant)) {
      if (!isGrantable(job, work)) continue;
      for (const entry of job.queue) {
        if (!entry.isBusy && isFree(entry, work)) return entry;
      }
    }
  }
  return undefined;
}

interface Turn {
  readonly tenant: TenantEntry;
  readonly share: number;
  readonly spentMs: number;
}

function inTurn({ board, leads }: WorkToPick): Iterable<Turn> {
  const { slotTime } = board;
  const turns: Turn[] = [];
  const nowMs = slotTime.nowMs();
  for (const tenant of slotTime.active) {
    if (tenant.queued === 0 || tenant.state.status === 'removed' || !leads(tenant.id)) continue;
    turns.push({ tenant, share: shareOf(tenant), spentMs: slotTime.spentMs(tenant, nowMs) });
  }
  return inOrder(turns, byTurn);
}

function byTurn(a: Turn, b: Turn): number {
  const byUse = a.share - b.share || a.spentMs - b.spentMs;
  return byUse || a.tenant.servedAt - b.tenant.servedAt || (a.tenant.id < b.tenant.id ? -1 : 1);
}

function shareOf(tenant: TenantEntry): number {
  return tenant.running / weightOf(tenant);
}

function jobsInTurn(tenant: TenantEntry): readonly JobEntry[] {
  const rank = ({ state }: JobEntry) => ('rank' in state ? state.rank : 0);
  return [...tenant.jobs.values()]
    .filter(({ queue }) => queue.size > 0)
    .sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}

function isGrantable(job: JobEntry, work: WorkToPick): boolean {
  const { keepsLimits, keepsSchedules, nowMs, tags } = work;
  const { status } = job.state;
  if (status === 'unknown' || status === 'deleted' || status === 'paused') return false;
  if (keepsSchedules && !mayRun(job, nowMs)) return false;
  const sides = sidesOf(job);
  if (sides === undefined) return false;
  const { source, target } = sides;
  const needed = source === target ? 2 : 1;
  return [source, target].every(
    (side) =>
      isUsable(side) &&
      isReachedBy(side, tags) &&
      (!keepsLimits || (hasRoom(job.tenant, side, needed) && hasServerRoom(sides, side, work))),
  );
}

/** Whoever's mailboxes are at work there: a tenant is told no more than that its own wait. */
function hasServerRoom(
  { source, target }: { readonly source: ConnectionEntry; readonly target: ConnectionEntry },
  side: ConnectionEntry,
  { board, serversMax }: WorkToPick,
): boolean {
  const server = serverOf(side);
  const max = serversMax.get(server ?? '');
  if (server === undefined || max === undefined) return true;
  const busy = board.busyServers.of(server);
  const needed = serverOf(source) === serverOf(target) ? 2 : 1;
  // One that is both sides of a job works at least on one pair.
  return busy === 0 || busy + needed <= max;
}

/** What is broken waits until a person has mended it, instead of failing mailbox after mailbox. */
function isUsable({ state }: ConnectionEntry): boolean {
  return state.status === 'untested' || state.status === 'working';
}

/** A server that only some workers reach is none of the others' business. */
function isReachedBy({ state }: ConnectionEntry, tags: readonly string[] | undefined): boolean {
  const { workerTag } = state as { workerTag?: string };
  return workerTag === undefined || tags === undefined || tags.includes(workerTag);
}

function hasRoom(tenant: TenantEntry, { id, state }: ConnectionEntry, needed: number): boolean {
  const { mailboxesMax = Number.POSITIVE_INFINITY } = state as { mailboxesMax?: number };
  const busy = tenant.busyConnections.of(id);
  // One that is both sides of a job works at least on one pair.
  return busy === 0 || busy + needed <= mailboxesMax;
}

function isFree(entry: PairEntry, { keepsLimits, onTargetTaken }: WorkToPick): boolean {
  const holding = holdingOf(entry);
  if (holding === undefined) return false;
  if (!keepsLimits) return true;
  if (isTargetTaken(entry)) {
    onTargetTaken(entry);
    return false;
  }
  return holding.mailboxes.every((mailbox) => entry.tenant.busyMailboxes.of(mailbox) === 0);
}

/** Two pairs never write into one mailbox: each ledger would take the other's mail for a stranger's. */
function isTargetTaken(entry: PairEntry): boolean {
  if (entry.hasWritten || entry.target === undefined) return false;
  const key = targetKeyOf(entry);
  for (const other of entry.tenant.writers.get(entry.target) ?? []) {
    if (other !== entry && targetKeyOf(other) === key) return true;
  }
  return false;
}
