import type { Job } from '@mailhaul/contracts';

export interface ActionState {
  readonly label: string;
  /** Why not now; undefined: it may be done. */
  readonly refusal: string | undefined;
}

export type JobDeed = 'start' | 'pause' | 'delta' | 'edit' | 'delete' | 'up' | 'down';
export type JobActions = Readonly<Record<JobDeed, ActionState>> & {
  /** The one that stands in front. */
  readonly primary: 'start' | 'pause' | 'delta';
};

interface Place {
  /** Of all jobs in the order of their turn, from 0; undefined: not known yet. */
  readonly at: number | undefined;
  readonly count: number;
}

const nowhere: Place = { at: undefined, count: 0 };

/** What may be done with a job now. The gateway decides; this only says it before. */
export function jobActions(
  job: Job,
  viewerRefusal: string | undefined,
  { at, count }: Place = nowhere,
): JobActions {
  const isRunning = job.status === 'running';
  const isFinished = job.status === 'finished';
  const hasReady = (job.statuses.ready ?? 0) > 0;
  const state = (label: string, refusal: string | false): ActionState => ({
    label,
    refusal: viewerRefusal ?? (refusal === false ? undefined : refusal),
  });
  const unplaced = at === undefined ? 'Its place among the jobs is not known yet' : undefined;
  const start = state(
    job.status === 'paused' ? 'Resume' : 'Start',
    (isRunning && 'It runs already') ||
      (job.pairs === 0 && 'Add mailboxes first') ||
      (isFinished && !hasReady && 'All mailboxes are done: a delta takes what is new'),
  );
  const delta = state(
    'Run delta',
    (isRunning && 'Wait for its end, or pause it first') ||
      (job.run === 0 && 'A delta takes what came since the first pass: start the job first'),
  );
  const pause = state('Pause', !isRunning && 'It does not run');
  return {
    start,
    pause,
    delta,
    edit: state('Edit', false),
    delete: state('Delete', isRunning && 'Pause it first'),
    up: state('Move up', unplaced ?? (at === 0 && 'It has the first turn already')),
    down: state('Move down', unplaced ?? (at === count - 1 && 'It has the last turn already')),
    primary: isRunning ? 'pause' : isFinished && !hasReady ? 'delta' : 'start',
  };
}
