import type { MailboxKind } from './mailbox-kind.ts';
import type {
  MatchOrigin,
  PairCredentials,
  PairFact,
  PairLeaveReason,
  PairMailboxes,
  PairPlacing,
  PairSide,
  PassFindings,
  PassKind,
  PassTotals,
  RefreshOrigin,
} from './pair-events.ts';
import type { PlannedTarget, TargetBegin, TargetPlan } from './target-making-events.ts';

/** Time and actor come with the command; a pass is named by whoever schedules it. */
export type PairCommand = { readonly commandId: string } & PairFact &
  (
    | {
        readonly kind: 'AddPair';
        readonly mailboxes: PairMailboxes;
        readonly placing?: PairPlacing;
        readonly byConditions?: true;
      }
    | {
        readonly kind: 'EditPair';
        readonly mailboxes: PairMailboxes;
        /** Absent: as they are. */
        readonly credentials?: PairCredentials;
      }
    | ({ readonly kind: 'MatchPair' } & PairTarget)
    | { readonly kind: 'UnmatchPair' }
    | ({ readonly kind: 'RefreshAddresses' } & RefreshedAddresses)
    /** Without a plan: what was planned is taken back. */
    | { readonly kind: 'PlanTarget'; readonly plan?: TargetPlan; readonly planned?: PlannedTarget }
    | { readonly kind: 'AskTarget' }
    | ({ readonly kind: 'BeginTarget' } & TargetBegin)
    /** With the address that the mailbox has by now, and the directory's stable id. */
    | {
        readonly kind: 'TellTargetMade';
        readonly making: number;
        readonly address: string;
        readonly targetId?: string;
      }
    | {
        readonly kind: 'RefuseTarget';
        readonly making: number;
        readonly code: string;
        readonly words?: string;
      }
    | { readonly kind: 'TellPassword' }
    | { readonly kind: 'SetPriority'; readonly priority: number }
    /** A person's wish: unlike SchedulePass it never takes over from a pass under way. */
    | {
        readonly kind: 'RequestPass';
        readonly passId: string;
        readonly pass: PassKind;
        /** Also moves copies aside that may be there twice. */
        readonly setsAside?: true;
      }
    | { readonly kind: 'HoldPair' }
    | { readonly kind: 'ReleasePair' }
    | {
        readonly kind: 'SchedulePass';
        readonly passId: string;
        readonly pass?: PassKind;
        readonly run?: number;
      }
    | {
        readonly kind: 'GrantLease';
        readonly passId: string;
        readonly workerId: string;
        readonly untilMs: number;
      }
    | ({ readonly kind: 'ExpireLease' } & LeaseNamed)
    | ({ readonly kind: 'ReleaseLease' } & LeaseNamed)
    | ({ readonly kind: 'TellDeath' } & LeaseNamed)
    | ({
        readonly kind: 'CompletePass';
        readonly totals: PassTotals;
        readonly findings?: PassFindings;
      } & PassNamed)
    | ({
        readonly kind: 'FailPass';
        readonly code: string;
        readonly side?: PairSide;
        readonly scope?: string;
        readonly words?: string;
      } & PassNamed)
    | ({
        readonly kind: 'PausePass';
        readonly reason: string;
        readonly retryAt: number | undefined;
        /** Items came to an outcome since it began. */
        readonly progressed?: boolean;
        readonly side?: PairSide;
        readonly words?: string;
      } & PassNamed)
    | { readonly kind: 'ResetPair'; readonly withoutMatching?: true }
    | { readonly kind: 'RemovePair' }
    | { readonly kind: 'LeavePair'; readonly why: PairLeaveReason }
  );

/** Absent sides stay as they are. */
export interface RefreshedAddresses {
  readonly by: RefreshOrigin;
  readonly source?: RefreshedSide;
  readonly target?: RefreshedSide;
}

export interface RefreshedSide {
  /** What it goes by now. */
  readonly address: string;
  /** Of the directory that says so. */
  readonly id?: string;
}

export interface PairTarget {
  readonly target: string;
  readonly targetId?: string;
  readonly targetUser?: string;
  readonly targetKind?: MailboxKind;
  readonly matchedBy: MatchOrigin;
}

export interface LeaseNamed {
  readonly passId: string;
  readonly lease: number;
}

export interface PassNamed {
  readonly passId: string;
  /** Absent where passes run without leases. */
  readonly lease?: number;
}

export interface PairRejection {
  readonly kind: 'rejected';
  readonly reason:
    | 'PairUnknown'
    /** The pair's id is of other mailboxes: a pair keeps its two for good. */
    | 'OtherMailboxes'
    /** It has no target mailbox: match it first. */
    | 'NotMatched'
    /** It has one: unmatch it first. */
    | 'AlreadyMatched'
    /** Nothing is to be made for it. */
    | 'NothingPlanned'
    /** A worker makes it just now. */
    | 'TargetBeingMade'
    /** Another making has begun since. */
    | 'MakingNotCurrent'
    /** None was set, or it was read already. */
    | 'NoInitialPassword'
    /** Another pass was scheduled since, or this one has told its end. */
    | 'PassNotCurrent'
    /** The lease was given to another worker since, or has ended. */
    | 'LeaseNotCurrent'
    /** A person wants it to stand still. */
    | 'PairHeld'
    /** A worker has it, or may still write by the present ledger: pause it first. */
    | 'PassUnderWay'
    /** A delta takes what came since a pass was completed, and none was. */
    | 'NeverCompleted'
    /** A first pass of everything was completed: what is new is a delta's. */
    | 'AlreadyCompleted';
}
