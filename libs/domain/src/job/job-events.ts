import type { MailboxCondition } from '../conditions/mailbox-conditions.ts';
import type { Fact } from '../fact.ts';
import type { CreationNames, CreationRules } from '../creation/creation-settings.ts';
import type { JobSchedule } from '../schedule/schedule.ts';

/** The facts of a job. What its passes do is in its pairs' streams. */
export type JobEvent =
  | {
      type: 'JobCreated';
      data: Fact & JobSides & { readonly rank: number; readonly options: JobOptions };
      sealed?: JobDetails | undefined;
    }
  | {
      type: 'JobEdited';
      data: Fact & JobSides & { readonly options: JobOptions };
      sealed?: JobDetails | undefined;
    }
  /** Mailbox pairs joined it or left it; theirs is the detail. */
  | {
      type: 'JobPairsChanged';
      data: Fact & { readonly added: number; readonly edited: number; readonly removed: number };
    }
  /** Pairs that never completed a pass go on from here. */
  | { type: 'JobStarted'; data: Fact & RunFact }
  | { type: 'DeltaRequested'; data: Fact & RunFact }
  | { type: 'JobPaused'; data: Fact }
  /** Every pair of the run has ended its pass. */
  | {
      type: 'JobFinished';
      /** Pairs of it that have not completed a pass: they failed, or wait for a person. */
      data: Fact & { readonly run: number; readonly incomplete?: number };
    }
  /** Absent: none any more; nothing is made for its pairs. */
  | {
      type: 'CreationSet';
      data: Fact & { readonly rules?: CreationRules };
      sealed?: CreationNames | undefined;
    }
  /** Absent: none any more; it may run at all times. */
  | { type: 'ScheduleSet'; data: Fact & { readonly schedule?: JobSchedule } }
  /** Its passes stand still by its schedule, and go on by themselves; also told where only the time has changed. */
  | {
      type: 'WindowClosed';
      /** When it opens, wall milliseconds; absent: never, by the present schedule. */
      data: Fact & { readonly untilMs?: number };
    }
  | { type: 'WindowOpened'; data: Fact }
  /** Whom of the source it takes, from here on; none: its rows are as people give them. */
  | {
      type: 'ConditionsSet';
      data: Fact & { readonly count: number };
      sealed?: JobConditions | undefined;
    }
  /** The source was to be read anew, and its conditions were not, or only in part, carried out. */
  | {
      type: 'ConditionsNotApplied';
      data: Fact & ConditionsNotApplied;
      sealed?: { readonly words: string } | undefined;
    }
  | { type: 'JobMoved'; data: Fact & { readonly rank: number } }
  | { type: 'JobDeleted'; data: Fact };

export interface RunFact {
  readonly run: number;
  /** A person wants it to run although its schedule is closed: until it opens, wall milliseconds, or to the end. */
  readonly outsideSchedule?: { readonly untilMs?: number };
}

export interface JobSides {
  readonly sourceConnectionId: string;
  readonly targetConnectionId: string;
}

/** What every pass of the job is told; folder names are personal and stand in JobDetails. */
export interface JobOptions {
  readonly order: 'oldest-first' | 'newest-first';
  readonly onFilledTarget: 'match' | 'refuse';
  /** Compare both sides at the end of each completed pass. */
  readonly verifies: boolean;
  /** Connection pairs for one mailbox at most, 1 to 4. */
  readonly connectionsPerMailbox: number;
  readonly itemBytesMin?: number;
  readonly itemBytesMax?: number;
  /** Seconds since 1970: received at or after, and before. */
  readonly receivedFrom?: number;
  readonly receivedBefore?: number;
  /** Received in the last so many days, or longer ago than so many, counted back from when each pass was scheduled. */
  readonly ageDaysMax?: number;
  readonly ageDaysMin?: number;
  /** Only these kinds; absent: all. */
  readonly itemKinds?: readonly JobItemKind[];
  /** Of mail and posts. */
  readonly readState?: 'read' | 'unread';
  readonly flagState?: 'flagged' | 'unflagged';
  readonly sharedFolders?: boolean;
  readonly publicFolders?: boolean;
}

export type JobItemKind =
  'mail' | 'calendar' | 'contacts' | 'tasks' | 'notes' | 'journal' | 'posts' | 'other';

/** Folders to include, to exclude and to take besides are patterns (docs/reference/filters.md). */
export interface JobDetails {
  readonly name: string;
  readonly includeFolders?: readonly string[];
  readonly excludeFolders?: readonly string[];
  readonly takeFolders?: readonly string[];
  /** Source folder path → target folder path. */
  readonly folderMap?: Readonly<Record<string, string>>;
}

/** Addresses and names of groups: personal. */
export interface JobConditions {
  readonly conditions: readonly MailboxCondition[];
}

export interface ConditionsNotApplied {
  /** `unread`: nobody entered or left; the others: nobody left. */
  readonly why: 'unread' | 'incomplete' | 'too-many-leave';
  /** Rows that would have left, of how many. */
  readonly leaving?: number;
  readonly rows?: number;
}
