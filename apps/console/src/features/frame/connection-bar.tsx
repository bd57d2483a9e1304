'use client';

import { formatExactClock } from '../../lib/format.ts';
import { useStaleSince } from '../../lib/live.tsx';
import classes from './connection-bar.module.css';

/** Says that what is shown may be old, and of when it is. */
export function ConnectionBar() {
  const since = useStaleSince();
  return (
    <div role="status" className={classes.region}>
      {since !== undefined && (
        <p className={classes.bar}>
          Reconnecting… data as of <span className="num">{formatExactClock(since)}</span>
        </p>
      )}
    </div>
  );
}
