import type { JobStatus, PairStatus } from '@mailhaul/contracts';
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

export function JobMark({ status }: { status: JobStatus }) {
  return <Mark look={jobStatusLooks[status]} />;
}
