import { hash } from 'node:crypto';
import { Chance } from './chance.ts';
import { Scheduler } from './scheduler.ts';
import type { SimProcess } from './sim-process.ts';

/** The wall's time when a run begins: 2026-01-01T00:00:00Z. */
export const simEpochMs = 1_767_225_600_000;

/** Whose PassOpened is a ledger's newest, and when the store took it. */
export interface LedgerOwner {
  readonly by: string;
  readonly sinceMs: number;
}

/** What everything in one run shares: time, chance, the trace and the switch that stops all faults. */
export class World {
  readonly seed: number;
  readonly scheduler = new Scheduler();
  /** Faults, latencies and users each draw from their own stream: one more draw in one leaves the others alone. */
  readonly faults: Chance;
  readonly latency: Chance;
  readonly counts = new Map<string, number>();
  readonly #lines: string[] = [];
  isFaulty = true;
  /** How often a call to a server, and one to the event store, goes wrong. */
  callFaultRate = 0;
  storeFaultRate = 0;
  /** By ledger. */
  readonly ledgerOwners = new Map<string, LedgerOwner>();
  /** Promises that were seen broken while the run went on. */
  readonly broken: { readonly rule: string; readonly detail: string }[] = [];
  /** Called at every call a process makes across a seam; may kill or freeze it. */
  onSeam: (process: SimProcess, what: string) => void = () => {};

  constructor(seed: number) {
    this.seed = seed;
    this.faults = new Chance(seed ^ 0x5bd1e995);
    this.latency = new Chance(seed ^ 0x1b873593);
  }

  get nowMs(): number {
    return this.scheduler.nowMs;
  }

  trace(who: string, what: string): void {
    this.#lines.push(`${(this.nowMs / 1000).toFixed(3).padStart(11)} ${who.padEnd(9)} ${what}`);
  }

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  get traceLines(): readonly string[] {
    return this.#lines;
  }

  traceHash(): string {
    return hash('sha256', this.#lines.join('\n'), 'hex').slice(0, 16);
  }
}
