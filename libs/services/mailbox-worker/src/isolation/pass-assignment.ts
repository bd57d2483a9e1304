import type { ConnectionDeadlines, ConnectionSettings } from '@mailhaul/connector-registry';
import type { OutcomeCounts, PassOptions, PassProgress } from '@mailhaul/copy-engine';
import type { PassReport } from '@mailhaul/pass-runner';
import type { VerificationReport } from '@mailhaul/verification';

/** One pass as a thread is given it: plain data. It holds passwords, and crosses a message port and nothing else. */
export interface PassAssignment {
  readonly tenant: string;
  readonly pairId: string;
  /** Which of the pair's ledgers it writes. */
  readonly generation: number;
  readonly source: SideAssignment;
  readonly target: SideAssignment;
  readonly options: PassOptions;
  /** Compare both sides when every item has its outcome. */
  readonly isVerifying: boolean;
}

export interface SideAssignment {
  /** With its secrets; as text, a connection URL. */
  readonly connection: ConnectionSettings | string;
  /** Variables that the settings name; beside those of the runner's entry. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly deadlines?: ConnectionDeadlines;
  /** With budgets: whose they are. */
  readonly connectionId?: string;
  /** Of the connection, as long as nobody says what this pass's part of them is. */
  readonly budgets?: PaceBudgets;
  /** PEM of authorities to trust instead of the system's. */
  readonly ca?: string;
}

/** Absent: no limit. */
export interface PaceBudgets {
  readonly bytesPerSecond?: number;
  readonly operationsPerSecond?: number;
}

/** How fast a pass may go from now on. */
export interface PassPace extends Readonly<Partial<Record<'source' | 'target', PaceBudgets>>> {
  /** That it may read; absent: as fast as it can. */
  readonly bytesPerSecond?: number;
}

export interface PassResult {
  readonly end: AssignmentEnd;
  /** Absent: the ledger was not opened, or nobody was left to tell. */
  readonly figures?: PassFigures;
}

export type AssignmentEnd =
  | { readonly kind: 'completed' }
  /** `stop` was obeyed. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: PassFailure }
  /** Another process has opened the ledger since. */
  | { readonly kind: 'superseded' }
  /**
   * Its thread ended under it: out of memory, an uncaught error, no sign of life. The pair's ledger is as after a kill. With
   * `wasAlone` no other pass can be to blame.
   */
  | { readonly kind: 'died'; readonly wasAlone: boolean; readonly reason: string };

/** A ConnectorError, or what else kept a pass from going on, without its class. */
export interface PassFailure {
  /** Of the connectors' catalogue, or `connection-settings-refused`, `same-mailbox`, `state-unavailable`. */
  readonly code: string;
  readonly scope: 'item' | 'folder' | 'mailbox' | 'connection' | 'process';
  readonly disposition: 'retry' | 'retryAfter' | 'failItem' | 'needsOperator' | 'bug';
  readonly message: string;
  readonly remedy: string;
  /** Personal: sealed where it is kept. */
  readonly serverText?: string;
  readonly retryAfterMs?: number;
  /** Whose connection failed, where that is known. */
  readonly side?: 'source' | 'target';
}

export interface PassFigures extends Pick<
  PassReport,
  'totals' | 'watchedUntilWallMs' | 'surplusReported' | 'investigate' | 'parkedFolders'
> {
  /** What this pass did. */
  readonly passCounts: OutcomeCounts;
  /** Absent: nothing was verified, or the verification could not be made. */
  readonly verification?: Pick<VerificationReport, 'grade' | 'found' | 'kinds'>;
  /** Why the verification that was asked for is missing: a failure's code, or `stopped`. */
  readonly unverified?: Pick<PassFailure, 'code' | 'side'>;
}

/** What a pass tells on its way beside the numbers, which stand in its ledger (PassProgressed). Holds folder names. */
export type PassNews =
  | Exclude<PassProgress, { kind: 'settled' } | { kind: 'folder-parked' }>
  | {
      readonly kind: 'folder-parked';
      readonly path: string;
      readonly itemCount: number | undefined;
      readonly failure: PassFailure;
    }
  | { readonly kind: 'verifying'; readonly foldersDone: number; readonly folders: number };
