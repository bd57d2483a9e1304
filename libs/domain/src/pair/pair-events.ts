import type { MailboxKind } from './mailbox-kind.ts';
import type { TargetMakingEvent } from './target-making-events.ts';

/**
 * The facts of a mailbox pair. `sealed` is the personal part and is undefined once its key is destroyed; `atMs` is the
 * wall's time, `actor` who asked. A pass is named, so that what a superseded one says late is not taken for the present one's.
 */
export type PairEvent =
  | TargetMakingEvent
  | {
      type: 'PairAdded';
      /** A generation where a pair of this id was removed before: its ledgers stay as they are. */
      data: PairFact &
        PairPlacing & {
          readonly generation?: number;
          readonly isMatched?: false;
          /** Its job's conditions brought it. */
          readonly byConditions?: true;
        };
      sealed?: PairMailboxes | undefined;
    }
  /** Other addresses, users or passwords; a generation where another mailbox makes another ledger. */
  | {
      type: 'PairEdited';
      data: PairFact & {
        readonly credentials?: PairCredentials;
        readonly generation?: number;
        readonly isMatched?: false;
      };
      sealed?: PairMailboxes | undefined;
    }
  /** It has a target mailbox from here on; a generation where its ledger is of another one. */
  | {
      type: 'PairMatched';
      data: PairFact & { readonly generation?: number };
      sealed?: PairMailboxes | undefined;
    }
  /** It has none; the ledger of the one it had is kept, and goes on when it gets that one again. */
  | { type: 'PairUnmatched'; data: PairFact; sealed?: PairMailboxes | undefined }
  /** The same mailboxes go by other addresses from here on, and their ledger goes on. Of no side: only its id was learnt. */
  | {
      type: 'AddressRefreshed';
      data: PairFact & { readonly by: RefreshOrigin; readonly sides: readonly PairSide[] };
      sealed?: PairMailboxes | undefined;
    }
  | { type: 'PriorityChanged'; data: PairFact & { readonly priority: number } }
  /** A person wants it to stand still, whatever its job does. */
  | { type: 'PairHeld'; data: PairFact }
  | { type: 'PairReleased'; data: PairFact }
  | {
      type: 'PassScheduled';
      data: Omit<PassFact, 'pass'> & {
        readonly generation: number;
        readonly pass?: PassKind;
        /** Of its job; absent where nobody but the pair asked. */
        readonly run?: number;
        /** At its end copies that may be there twice are moved to a folder of their own, as somebody asked. */
        readonly setsAside?: true;
      };
    }
  /** Who may run the pass, and until when if nothing is heard: for limits and speed, never for safety. */
  | {
      type: 'LeaseGranted';
      data: PassFact & {
        readonly lease: number;
        readonly workerId: string;
        readonly untilMs: number;
      };
    }
  /** Nothing was heard of the worker in time; the pass is queued again. */
  | { type: 'LeaseExpired'; data: PassFact & { readonly lease: number } }
  /** The worker gave it back without an end, for it stops; the pass is queued again. */
  | { type: 'LeaseReleased'; data: PassFact & { readonly lease: number } }
  /** What ran the pass died of it, or beside it; the pass is queued again. */
  | { type: 'PassDied'; data: PassFact & { readonly lease: number; readonly deaths: number } }
  | {
      type: 'PassCompleted';
      data: PassFact & { readonly totals: PassTotals; readonly findings?: PassFindings };
    }
  /** The pass ended and will not go on by itself; `code` says why. */
  | {
      type: 'PassFailed';
      data: PassFact & {
        readonly code: string;
        readonly side?: PairSide;
        readonly scope?: string;
      };
      sealed?: ServerSaid | undefined;
    }
  /** The pass stands still; without `retryAt` until somebody asks for the next one. */
  | {
      type: 'PassPaused';
      data: PassFact & {
        readonly reason: string;
        readonly retryAt?: number;
        readonly side?: PairSide;
        /** Items came to an outcome since it began. */
        readonly progressed?: true;
      };
      sealed?: ServerSaid | undefined;
    }
  /** The look for a late batch could not be made; the mailbox stays as completed as it was. */
  | {
      type: 'WatchPostponed';
      data: PassFact & {
        readonly reason: string;
        /** When it is looked again, wall milliseconds; absent: nobody looks any more before the next pass. */
        readonly untilMs?: number;
      };
    }
  /** What was migrated is forgotten: from here on the ledger of that generation counts. */
  | {
      type: 'PairReset';
      data: PairFact & {
        readonly generation: number;
        /** Nobody asked for it: a pass found other mailboxes than the ledger is of. */
        readonly because?: 'other-mailboxes';
        /** Nothing that is at the target is taken for an item's copy: all is copied, beside it. */
        readonly withoutMatching?: true;
      };
    }
  | { type: 'PairRemoved'; data: PairFact }
  /** By its job's conditions it is to leave; a worker that has its pass stops it first. */
  | { type: 'PairLeaving'; data: PairFact & { readonly why: PairLeaveReason } }
  /** It is in its job no more; everything of it is kept. */
  | { type: 'PairLeft'; data: PairFact & { readonly why: PairLeaveReason } }
  /** It is in its job again, or no longer to leave it, and goes on where it was. */
  | { type: 'PairReturned'; data: PairFact & { readonly byConditions?: true } };

/** `gone`: the source has no such mailbox any more; `excluded`: a condition leaves it out; `not-included`: none takes it. */
export type PairLeaveReason = 'gone' | 'excluded' | 'not-included';

export interface PairFact {
  readonly atMs: number;
  readonly actor: string;
}

export interface PassFact extends PairFact {
  readonly passId: string;
  /** Of a watch, in all that is told after it was scheduled: whoever reads it need not know how it began. */
  readonly pass?: 'watch';
}

export type PairSide = 'source' | 'target';

/**
 * `start`: the set enumerated when it begins, also across pauses; `delta`: also what is new, was excluded or failed; `watch`:
 * copies nothing, only looks once more for what an interrupted batch may have left at the target of a completed mailbox.
 */
export type PassKind = 'start' | 'delta' | 'watch';

/** Absent on the command line, where a pair stands alone. */
export interface PairPlacing {
  readonly jobId?: string;
  /** 1 goes first. Absent in a command: `usualPriority`, which its event says; in an event: `unsaidPriority`. */
  readonly priority?: number;
  readonly credentials?: PairCredentials;
}

/** Versions of the pair's own secrets; a side without one signs in with what its connection has. */
export interface PairCredentials {
  readonly source?: number;
  readonly target?: number;
}

/** The two mailboxes: on the command line as each side's connector calls them, in a job by address. */
export interface PairMailboxes {
  readonly source: string;
  /** Absent: not matched. */
  readonly target?: string;
  /** Who chose the target; absent: whoever gave the pair. */
  readonly matchedBy?: MatchOrigin;
  /** As whom to sign in, where it is not the address. */
  readonly sourceUser?: string;
  readonly targetUser?: string;
  /** Where the system has several; absent: as the connection says. */
  readonly sourceKind?: MailboxKind;
  readonly targetKind?: MailboxKind;
  /** Target folder below which all folders go, its names joined by `/`; absent: each to its own place. */
  readonly folderRoot?: string;
  /** The operator's own id of the row. */
  readonly externalId?: string;
  /** What its directory knows each by, whatever it is called; absent: it was not taken from one. */
  readonly sourceId?: string;
  readonly targetId?: string;
}

/** Who says that a mailbox goes by another address: the directory that knows it by its id, or whoever keeps the list of pairs. */
export type RefreshOrigin = 'directory' | 'person';

/**
 * `typed`: an address that nobody looked up; `picked`: of the target's directory, by a person; `automatic`: of the directory, by a
 * rule; `pattern`: made from the source address; `created`: made for it.
 */
export type MatchOrigin = 'typed' | 'picked' | 'automatic' | 'pattern' | 'created';

/** Words of a mail server: personal. */
export interface ServerSaid {
  readonly words: string;
}

/** Where the pair stands over all its passes, as its ledger has it. */
export interface PassTotals {
  readonly migrated: number;
  readonly excluded: number;
  readonly failed: number;
  readonly gone: number;
  readonly collapsed: number;
  readonly pending: number;
  readonly bytesMigrated: number;
}

/** What else a completed pass has to say. */
export interface PassFindings {
  /** An independent listing's word on it; absent: not compared. */
  readonly grade?: string;
  /** What it found, by kind; and how many items of each kind both sides hold. */
  readonly found?: Readonly<Record<string, number>>;
  readonly kinds?: Readonly<Record<string, { readonly source: number; readonly target: number }>>;
  /** The listing was asked for and could not be made; what was copied stands. */
  readonly unverified?: { readonly code: string; readonly side?: PairSide };
  /** A batch of an earlier writer may still appear until then, wall milliseconds. */
  readonly watchedUntilMs?: number;
  /** It might still have appeared, and is not looked for any more before the next pass; a code says why. */
  readonly watchGivenUp?: string;
  readonly investigate: number;
  readonly surplusReported: number;
  readonly parkedFolders: number;
}
