import type { Bus, EventStore, SecretStore, TenantSealers } from '@mailhaul/application';
import type { Clock, Random } from '@mailhaul/kernel';
import type { PassRunner } from './pass-to-run.ts';

export interface WorkerOptions {
  /** Unique to this process, for good. */
  readonly id: string;
  /** Passes at the same time, 1 to 500. */
  readonly slots: number;
  /** What people call it, also after it was started again: orders to drain go by it. Absent: its id. */
  readonly name?: string;
  /** Of Mailhaul; for people. */
  readonly version?: string;
  /** Told when it knows what was ordered of it, and whenever that changes. */
  readonly onDuty?: (isDraining: boolean) => void;
  /** Where it stands and whom it reaches, as connections ask for it. */
  readonly tags?: readonly string[];
  readonly store: EventStore;
  readonly sealers: Pick<TenantSealers, 'of'>;
  readonly secrets: Pick<SecretStore, 'get'>;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly runner: PassRunner;
  readonly times?: Partial<WorkerTimes>;
  /** Called once, for whoever watches the process: `read` tells how many passes are under way here. */
  readonly watchActive?: (read: () => number) => void;
  /** Rules that only simulations switch off. */
  readonly rules?: Partial<WorkerRules>;
  /** What went wrong and is tried again; `doing` says at what. */
  readonly onError?: (error: unknown, doing: string) => void;
}

/** All on. The simulation switches one off at a time, to prove that its checkers notice. */
export interface WorkerRules {
  /** Passes stop when their job or pair says so in the log. */
  readonly stopsByLog: boolean;
}

export const allWorkerRules: WorkerRules = { stopsByLog: true };

export interface WorkerTimes {
  readonly heartbeatMs: number;
  /** Where no scheduler says otherwise. */
  readonly askAgainMs: number;
  /** How long an answer over the bus is waited for. */
  readonly answerMs: number;
  /** How long passes have to come to an end when the worker stops. */
  readonly drainMs: number;
}

export const defaultWorkerTimes: WorkerTimes = {
  heartbeatMs: 10_000,
  askAgainMs: 5_000,
  answerMs: 10_000,
  drainMs: 25_000,
};
