import type { Job, JobStatus, PairStatus } from '@mailhaul/contracts';
import { CircleCheck, CircleDotDashed, type LucideIcon, Pause, PencilLine } from 'lucide-react';
import { formatCount } from '../lib/format.ts';
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

interface PairMarkProps {
  readonly status: PairStatus;
  /** In a column: the long names have short ones. */
  readonly isShort?: boolean;
}

export function PairMark({ status, isShort = false }: PairMarkProps) {
  const look = pairStatusLooks[status];
  return <Mark look={isShort ? { ...look, label: look.short ?? look.label } : look} />;
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

interface JobMarkProps extends Pick<Job, 'status' | 'scheduleNow'>, Partial<Pick<Job, 'statuses'>> {
  /** How many need somebody stands next to it. */
  readonly isBesideNeed?: boolean;
}

/** One that runs, and does nothing for its schedule is closed, waits; one that is over for all but those who need somebody says so. */
export function JobMark(props: JobMarkProps) {
  const { status, statuses = {}, scheduleNow, isBesideNeed = false } = props;
  const isClosed = scheduleNow?.isOpen === false && (statuses.running ?? 0) === 0;
  const needing = statuses['needs-you'] ?? 0;
  if (status === 'finished' && needing > 0 && !isBesideNeed) {
    const { colour, icon } = pairStatusLooks['needs-you'];
    return <Mark look={jobLook(`Finished, ${needYou(needing)}`, colour, icon)} />;
  }
  const isWaiting = status === 'running' && isClosed;
  return <Mark look={isWaiting ? pairStatusLooks.waiting : jobStatusLooks[status]} />;
}

/** `12 need you`. */
export function needYou(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'needs' : 'need'} you`;
}
