import type {
  PairCredentials,
  PairLeaveReason,
  PairMailboxes,
  PassFindings,
  PassTotals,
} from './pair-events.ts';
import type { TargetMaking } from './target-making.ts';

export interface Lease {
  readonly lease: number;
  readonly workerId: string;
  readonly untilMs: number;
  /** A worker had the pass before and may still write. */
  readonly wasLeased: boolean;
}

/** What is known of every pair that is there, whatever it does. */
export interface KnownPair {
  /** Undefined once the tenant's key is destroyed. */
  readonly mailboxes: PairMailboxes | undefined;
  /** It has a target mailbox. */
  readonly isMatched: boolean;
  /** Which mailboxes its present ledger is of; undefined: none yet, or the key is destroyed. */
  readonly ledgerOf: PairMailboxes | undefined;
  readonly credentials: PairCredentials;
  readonly jobId: string | undefined;
  /** The job's conditions brought it. */
  readonly isByConditions: boolean;
  /** Why it is to leave its job as soon as no worker is at it; undefined: it stays. */
  readonly leaving: PairLeaveReason | undefined;
  readonly priority: number;
  readonly isHeld: boolean;
  /** Which ledger counts; Reset and other mailboxes begin the next one. */
  readonly generation: number;
  /** Of this generation: what was at the target before it is nobody's copy, and stays beside what is copied. */
  readonly withoutMatching: boolean;
  /** Passes scheduled so far. */
  readonly passCount: number;
  /** Of its job, the last that this generation had a pass of; 0: none. */
  readonly lastRun: number;
  /** Leases granted so far, over all passes. */
  readonly leaseCount: number;
  /** Deaths of what ran its passes, since one ended. */
  readonly deaths: number;
  /** Pauses in a row that end by themselves, and no item came to an outcome in between. */
  readonly pauses: number;
  /** A pass of this generation was completed. */
  readonly hasCompleted: boolean;
  readonly lastEnd: PassEnding | undefined;
  /** Of a completed pair: a batch may still appear at its target, and somebody is to look for it. */
  readonly watch: Watch | undefined;
  /** Of its target mailbox, where that is to be made. */
  readonly making: TargetMaking;
}

export interface Watch {
  /** Wall milliseconds: then it is to be looked for. */
  readonly untilMs: number;
  /** Looks that settled nothing. */
  readonly looks: number;
}

export type PassEnding =
  | {
      readonly kind: 'completed';
      readonly totals: PassTotals;
      readonly findings: PassFindings | undefined;
    }
  | { readonly kind: 'failed'; readonly code: string };
