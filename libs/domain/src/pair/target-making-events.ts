import type { Fact } from '../fact.ts';

/**
 * What is to become of a source mailbox that has no target: a user and a mailbox are made (`create`), a user of the target's directory
 * gets a mailbox (`enable`), or it stays where it is (`leave`).
 */
export const targetPlans = ['create', 'enable', 'leave'] as const;
export type TargetPlan = (typeof targetPlans)[number];

/** What was shown when it was planned, and is made so. Personal. */
export interface PlannedTarget {
  /** The user's distinguished name. */
  readonly dn: string;
  readonly address: string;
  readonly alias: string;
  /** Of people. */
  readonly name: string;
  /** Of a user that is there already: the directory's stable id. */
  readonly id?: string;
}

/** From the plan to the target mailbox, or to why there is none. */
export type TargetMakingEvent =
  | {
      type: 'TargetPlanned';
      /** Absent: nothing any more. */
      data: Fact & { readonly plan?: TargetPlan };
      sealed?: PlannedTarget | undefined;
    }
  /** A person wants it made now, whether the job runs or not. */
  | { type: 'TargetAsked'; data: Fact }
  /** One worker makes it, and nobody else before that time; `making` counts up and fences. */
  | { type: 'TargetBegun'; data: Fact & TargetBegin & { readonly making: number } }
  /** The user is there and the hook was done; PairMatched stands beside it. */
  | { type: 'TargetMade'; data: Fact & { readonly making: number } }
  | {
      type: 'TargetRefused';
      data: Fact & { readonly making: number; readonly code: string };
      sealed?: { readonly words: string } | undefined;
    }
  /** Somebody has read the initial password; it is kept no longer. */
  | { type: 'InitialPasswordTold'; data: Fact & { readonly password: number } };

export interface TargetBegin {
  readonly workerId: string;
  /** Wall milliseconds; then another worker may begin. */
  readonly untilMs: number;
  /** The job's run that it is made for; absent: a person asked. */
  readonly run?: number;
  /** Version of the initial password; absent: none is set. */
  readonly password?: number;
}
