import { formatCount, formatShare } from '../lib/format.ts';
import classes from './progress-bar.module.css';

export interface Figures {
  readonly migrated: number;
  readonly excluded: number;
  readonly failed: number;
  readonly pending: number;
}

interface ProgressBarProps {
  readonly figures: Figures;
  /** What it is the progress of. */
  readonly label: string;
  readonly hasShare?: boolean;
}

/** Migrated, excluded, failed and left; together they are always the total. */
export function ProgressBar({ figures, label, hasShare = false }: ProgressBarProps) {
  const { migrated, excluded, failed, pending } = figures;
  const total = migrated + excluded + failed + pending;
  const through = total - pending;
  const text = `${formatCount(migrated)} migrated, ${formatCount(excluded)} excluded, ${formatCount(failed)} failed, ${formatCount(pending)} left`;
  const part = (value: number) => ({ flexGrow: total === 0 ? 0 : value });
  return (
    <span className={classes.line}>
      <span
        className={classes.bar}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(total, 1)}
        aria-valuenow={through}
        aria-valuetext={text}
        title={text}
      >
        <span className={classes.migrated} style={part(migrated)} />
        <span className={classes.excluded} style={part(excluded)} />
        <span className={classes.failed} style={part(failed)} />
        <span className={classes.left} style={part(pending)} />
      </span>
      {hasShare && <span className={`num ${classes.share}`}>{formatShare(through, total)}</span>}
    </span>
  );
}
