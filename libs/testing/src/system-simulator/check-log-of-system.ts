import type { RecordedEvent } from '@mailhaul/application';
import { parseStream } from '@mailhaul/domain';
import { type Finding, violation } from '../simulator/checkers/finding.ts';
import { simEpochMs } from '../simulator/world.ts';
import { RefoldedWindow } from './refold-window.ts';
import type { PairStage, SystemStage } from './system-stage.ts';

interface HeldLease {
  readonly pair: PairStage;
  /** Given by one who had not the shard when it came into the log: two believed in it. */
  readonly isStray: boolean;
}

/** Five seconds is the promise; a store that fails may keep the news from a worker for a minute, twice. */
const pauseMs = 5_000;
const newsLateMs = 130_000;

/** What the whole log must keep, read event by event without the code that wrote it. */
export function checkSystemLog(
  stage: SystemStage,
  events: readonly RecordedEvent[],
): readonly Finding[] {
  const reader = new LogReader(stage);
  for (const event of events) reader.take(event);
  return reader.findings;
}

class LogReader {
  readonly findings: Finding[] = [];
  readonly #stage: SystemStage;
  readonly #leases = new Map<string, HeldLease>();
  readonly #held = new Set<string>();
  /** By tenant and target mailbox: the pair that had the first lease on it. */
  readonly #writers = new Map<string, PairStage>();
  /** By job, since when; milliseconds of the run. */
  readonly #paused = new Map<string, number>();
  /** By job, since when its schedule is told to be closed; milliseconds of the run. */
  readonly #closed = new Map<string, number>();
  readonly #windows = new Map<string, RefoldedWindow>();
  #owner = '';

  constructor(stage: SystemStage) {
    this.#stage = stage;
  }

  take(event: RecordedEvent): void {
    const parts = parseStream(event.stream);
    if (parts === undefined) return;
    switch (parts.category) {
      case 'shard':
        this.#owner = event.data['scheduler'] as string;
        return;
      case 'job':
        return this.#takeJob(parts.id, event);
      case 'pair':
        return this.#takePair(this.#stage.pairs.get(parts.id) as PairStage, event);
      case 'ledger':
        return this.#takeLedger(parts.id, event);
    }
  }

  #takeJob(jobId: string, event: RecordedEvent): void {
    const { type, recordedAtMs, data } = event;
    this.#windowOf(jobId).take(event);
    if (type === 'WindowClosed' && !this.#closed.has(jobId)) {
      this.#closed.set(jobId, recordedAtMs - simEpochMs);
    }
    if (type === 'WindowOpened' || data['outsideSchedule'] !== undefined) {
      this.#closed.delete(jobId);
    }
    if (type === 'JobPaused') this.#paused.set(jobId, recordedAtMs - simEpochMs);
    if (type === 'JobStarted' || type === 'DeltaRequested') this.#paused.delete(jobId);
    if (type !== 'JobFinished' || this.#hasStrays()) return;
    for (const { pair } of this.#leases.values()) {
      if (pair.jobId === jobId) this.#break('finished-early', `${pair.name} still has a lease`);
    }
  }

  #takePair(pair: PairStage, event: RecordedEvent): void {
    switch (event.type) {
      case 'PairHeld':
        this.#held.add(pair.pairId);
        return;
      case 'PairReleased':
        this.#held.delete(pair.pairId);
        return;
      case 'LeaseGranted':
        return this.#takeGrant(pair, event);
      case 'LeaseExpired':
      case 'LeaseReleased':
      case 'PassDied':
      case 'PassCompleted':
      case 'PassFailed':
      case 'PassPaused':
      case 'PassScheduled':
        this.#leases.delete(pair.pairId);
    }
  }

  #takeGrant(pair: PairStage, event: RecordedEvent): void {
    const isStray = this.#stage.authors.get(event.id)?.id !== this.#owner;
    if (this.#leases.has(pair.pairId)) this.#break('double-lease', pair.name);
    if (this.#held.has(pair.pairId)) this.#break('granted-held', pair.name);
    this.#checkWindow(pair, Number(event.data['atMs']));
    this.#leases.set(pair.pairId, { pair, isStray });
    const writer = this.#writers.get(pair.target);
    this.#writers.set(pair.target, writer ?? pair);
    // Limits are kept while one scheduler decides; beside a second one only the ledger stands.
    if (this.#hasStrays()) return;
    if (writer !== undefined && writer !== pair) {
      this.#break('target-twice', `${pair.name} after ${writer.name}`);
    }
    this.#checkMailboxes(pair);
    this.#checkConnections(pair);
  }

  /** Also where two schedulers decide: each has a clock. */
  #checkWindow(pair: PairStage, atMs: number): void {
    const window = this.#windowOf(pair.jobId);
    if (window.isOpen(atMs) || window.knownForMs(atMs) <= pauseMs + this.#lateMs) return;
    this.#break('outside-schedule', `${pair.name} was granted`);
  }

  #windowOf(jobId: string): RefoldedWindow {
    const known = this.#windows.get(jobId) ?? new RefoldedWindow();
    this.#windows.set(jobId, known);
    return known;
  }

  /** How late news may be at whoever follows the log. */
  get #lateMs(): number {
    const { plan } = this.#stage;
    return plan.storeFaultRate > 0 ? newsLateMs : 6 * plan.storeLatencyMsMax;
  }

  #checkMailboxes(pair: PairStage): void {
    for (const { pair: other } of this.#leases.values()) {
      if (other === pair) continue;
      if (other.source === pair.source || other.target === pair.target) {
        this.#break('mailbox-twice', `${pair.name} beside ${other.name}`);
      }
    }
  }

  #checkConnections(pair: PairStage): void {
    const at = Number(pair.tenant.slice(1)) - 1;
    const held = [...this.#leases.values()].filter(
      ({ pair: { tenant } }) => tenant === pair.tenant,
    );
    for (const max of this.#stage.plan.tenants[at]?.mailboxesMax ?? []) {
      if (max !== undefined && held.length > max) {
        this.#break('limit', `${held.length} mailboxes of ${pair.tenant}, ${max} allowed`);
      }
    }
  }

  #takeLedger(id: string, event: RecordedEvent): void {
    if (event.type !== 'ItemsIntended') return;
    const pair = this.#stage.pairs.get(id.slice(0, id.lastIndexOf('.'))) as PairStage;
    const pausedMs = this.#paused.get(pair.jobId) ?? this.#closed.get(pair.jobId);
    if (pausedMs === undefined) return;
    const { freezes } = this.#stage;
    const nowMs = event.recordedAtMs - simEpochMs;
    const isFrozen = freezes.some(({ fromMs, toMs }) => fromMs <= nowMs && toMs >= pausedMs);
    if (isFrozen || nowMs - pausedMs <= pauseMs + this.#lateMs) return;
    this.#break(
      'paused-runs',
      `${pair.name} ${Math.round((nowMs - pausedMs) / 1000)} s after Pause`,
    );
  }

  #hasStrays(): boolean {
    return [...this.#leases.values()].some(({ isStray }) => isStray);
  }

  #break(rule: string, detail: string): void {
    this.findings.push(violation(rule, detail));
  }
}
