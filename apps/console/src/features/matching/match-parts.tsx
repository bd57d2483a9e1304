import { matchesMax } from '@mailhaul/contracts';
import { Button } from '@mantine/core';
import { formatCount } from '../../lib/format.ts';
import classes from './matching.module.css';

/** The way to the mailboxes that one answer does not hold. What was decided about the others waits until they are shown again. */
export function MatchParts({
  count,
  moreCount,
  skip,
  onSkip,
}: {
  /** Shown now. */
  readonly count: number;
  /** Behind these. */
  readonly moreCount: number;
  readonly skip: number;
  readonly onSkip: (skip: number) => void;
}) {
  if (moreCount === 0 && skip === 0) return null;
  const end = skip + count;
  const counts = [skip + 1, end, end + moreCount].map(formatCount);
  return (
    <div className={classes.more}>
      <span role="status" className="num muted">
        Mailboxes {counts[0]} to {counts[1]} of {counts[2]}: apply what is decided here before you
        go on
      </span>
      <Button
        variant="default"
        size="xs"
        disabled={skip === 0}
        onClick={() => onSkip(Math.max(0, skip - matchesMax))}
      >
        Previous {formatCount(matchesMax)}
      </Button>
      <Button variant="default" size="xs" disabled={moreCount === 0} onClick={() => onSkip(end)}>
        Next {formatCount(Math.min(matchesMax, moreCount))}
      </Button>
    </div>
  );
}
