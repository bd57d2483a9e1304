import type {
  AlertRejection,
  ConnectionRejection,
  JobRejection,
  OperatorRejection,
  PairRejection,
  TenantRejection,
} from '@mailhaul/domain';
import type { ProblemEntry } from './problem-entry.ts';

/** Every reason for which the domain refuses what a person may ask. */
export type RejectionReason = (
  | AlertRejection
  | ConnectionRejection
  | JobRejection
  | OperatorRejection
  | PairRejection
  | TenantRejection
)['reason'];

const reload = 'Load the page again: it shows what there is now.';
const conflict = (title: string, whatToDo: string): ProblemEntry => ({
  ...{ status: 409, title, fixedBy: 'you', whatToDo },
});
const missing = (title: string): ProblemEntry => ({
  ...{ status: 404, title, fixedBy: 'you', whatToDo: reload },
});

/** The compiler sees to it that none is left out. */
export const rejectionEntries: Readonly<Record<RejectionReason, ProblemEntry>> = {
  TenantUnknown: missing('There is no such tenant.'),
  TenantExists: conflict('There is or was a tenant with this id.', 'Choose another id.'),
  ConnectionUnknown: missing('There is no such connection.'),
  ConnectionExists: conflict('There is or was a connection with this id.', reload),
  KindFixed: conflict(
    'A connection keeps its protocol.',
    'Define another connection for the other protocol.',
  ),
  JobUnknown: missing('There is no such job.'),
  JobExists: conflict('There is or was a job with this id.', reload),
  JobRunning: conflict('The job is running.', 'Wait for its end, or pause it first.'),
  JobPaused: conflict('The job is paused.', 'Start it first.'),
  NothingToStart: conflict(
    'Every mailbox pair has completed its pass, and none has joined since.',
    'Request a delta to copy what is new.',
  ),
  JobHasNoPairs: conflict('The job has no mailbox pairs.', 'Add or import mailbox pairs first.'),
  NeverStarted: conflict(
    'The job was never started; a delta takes what came since.',
    'Start the job.',
  ),
  OutsideSchedule: conflict(
    'The job’s schedule is closed.',
    'Send it again with outsideWindow: wait, to have it begin when the schedule opens, or run-now.',
  ),
  ConnectionsFixed: conflict(
    'Mailboxes were copied over the job’s connections already.',
    'Make another job for other connections.',
  ),
  RunNotCurrent: conflict('Another run has begun since.', reload),
  PairUnknown: missing('There is no such mailbox pair.'),
  OtherMailboxes: conflict('This id is of a pair of other mailboxes.', reload),
  NotMatched: conflict('The mailbox pair has no target mailbox.', 'Match it with one first.'),
  AlreadyMatched: conflict(
    'The mailbox pair has a target mailbox.',
    'Unmatch it first, to have another one made.',
  ),
  NothingPlanned: conflict(
    'Nothing is to be made for the mailbox pair.',
    'Plan it first: create a user, or enable a mailbox for one.',
  ),
  TargetBeingMade: conflict(
    'The target mailbox of the pair is being made.',
    'Wait for its end; it takes some minutes at most.',
  ),
  MakingNotCurrent: conflict('Another attempt to make the target mailbox has begun since.', reload),
  NoInitialPassword: conflict(
    'There is no initial password to be told.',
    'It was told already, or none was set: set another one in the directory.',
  ),
  PassNotCurrent: conflict('Another pass was scheduled since.', reload),
  LeaseNotCurrent: conflict('Another worker has the pass by now.', reload),
  PairHeld: conflict('The mailbox pair is held.', 'Release it first.'),
  PassUnderWay: conflict(
    'A pass of the mailbox pair is under way or about to be.',
    'To have it copied, do nothing. To change or remove it, hold the pair or pause the job, and wait until it stands still.',
  ),
  NeverCompleted: conflict(
    'The pair has never completed a pass; a delta takes what came since one.',
    'Start the pair first.',
  ),
  AlreadyCompleted: conflict(
    'The pair has completed its pass.',
    'Request a delta to copy what is new.',
  ),
  OperatorUnknown: missing('There is no such person.'),
  OperatorExists: conflict('There is or was a person with this id.', reload),
  PasswordChanged: conflict('The password was changed meanwhile.', 'Sign in again.'),
  TokenUnknown: missing('There is no such API token.'),
  TooManyTokens: conflict('There are too many API tokens.', 'Revoke one that nobody uses.'),
  AlertUnknown: missing('There is no such entry.'),
};

/** `JobHasNoPairs` → `job-has-no-pairs`. */
export function codeOfRejection(reason: RejectionReason): string {
  return reason.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}
