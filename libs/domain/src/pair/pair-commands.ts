import type { MailboxKind } from './mailbox-kind.ts';
import type {
  MatchOrigin,
  PairCredentials,
  PairFact,
  PairMailboxes,
  PairPlacing,
  PairSide,
  PassFindings,
  PassKind,
  PassTotals,
} from './pair-events.ts';

/** Time and actor come with the command; a pass is named by whoever schedules it. */
export type PairCommand = { readonly commandId: string } & PairFact &
  (
    | {
        readonly kind: 'AddPair';
        readonly mailboxes: PairMailboxes;
        readonly placing?: PairPlacing;
      }
    | {
        readonly kind: 'EditPair';
        readonly mailboxes: PairMailboxes;
        /** Absent: as they are. */
        readonly credentials?: PairCredentials;
      }
    | ({ readonly kind: 'MatchPair' } & PairTarget)
    | { readonly kind: 'UnmatchPair' }
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
    | { readonly kind: 'ResetPair' }
    | { readonly kind: 'RemovePair' }
  );

export interface PairTarget {
  readonly target: string;
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
