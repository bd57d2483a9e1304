import type { Job, JobStatus, PairStatus } from '@mailhaul/contracts';
import { CircleCheck, CircleDotDashed, type LucideIcon, Pause, PencilLine } from 'lucide-react';
import { type Look, pairStatusLooks, type StatusLook } from '../lib/pair-status.ts';
import classes from './status-mark.module.css';

interface MarkProps {
  readonly look: Look & Partial<Pick<StatusLook, 'meaning'>>;
}

/** Icon and word of a state; the colour alone says nothing. */
export function Mark({ look: { icon: Icon, colour, label, meaning } }: MarkProps) {
  return (
    <span className={classes.mark} data-colour={colour} title={meaning}>
      <Icon size={14} strokeWidth={2.25} aria-hidden />
      <span className="cut">{label}</span>
    </span>
  );
}

export function PairMark({ status }: { status: PairStatus }) {
  return <Mark look={pairStatusLooks[status]} />;
}

const jobLook = (label: string, colour: Look['colour'], icon: LucideIcon): Look => ({
  label,
  colour,
  icon,
});

export const jobStatusLooks: Readonly<Record<JobStatus, Look>> = {
  draft: jobLook('Draft', 'grey', PencilLine),
  running: jobLook('Running', 'blue', CircleDotDashed),
  paused: jobLook('Paused', 'grey', Pause),
  finished: jobLook('Finished', 'green', CircleCheck),
};

type JobMarkProps = Pick<Job, 'status' | 'scheduleNow'> & Partial<Pick<Job, 'statuses'>>;

/** One that runs, and does nothing for its schedule is closed, waits. */
export function JobMark({ status, statuses = {}, scheduleNow }: JobMarkProps) {
  const isClosed = scheduleNow?.isOpen === false && (statuses.running ?? 0) === 0;
  const isWaiting = status === 'running' && isClosed;
  return <Mark look={isWaiting ? pairStatusLooks.waiting : jobStatusLooks[status]} />;
}
