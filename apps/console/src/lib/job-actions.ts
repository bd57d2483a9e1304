import type { Job } from '@mailhaul/contracts';

export interface ActionState {
  readonly label: string;
  /** Why not now; undefined: it may be done. */
  readonly refusal: string | undefined;
}

export type JobDeed = 'start' | 'pause' | 'delta' | 'edit' | 'delete';
export type JobActions = Readonly<Record<JobDeed, ActionState>> & {
  /** The one that stands in front. */
  readonly primary: 'start' | 'pause' | 'delta';
};

/** What may be done with a job now. The gateway decides; this only says it before. */
export function jobActions(job: Job, viewerRefusal: string | undefined): JobActions {
  const isRunning = job.status === 'running';
  const isFinished = job.status === 'finished';
  const hasReady = (job.statuses.ready ?? 0) > 0;
  const state = (label: string, refusal: string | false): ActionState => ({
    label,
    refusal: viewerRefusal ?? (refusal === false ? undefined : refusal),
  });
  const start = state(
    job.status === 'paused' ? 'Resume migration' : 'Start migration',
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
    delete: state('Delete job', isRunning && 'Pause it first'),
    primary: isRunning ? 'pause' : isFinished && !hasReady ? 'delta' : 'start',
  };
}
