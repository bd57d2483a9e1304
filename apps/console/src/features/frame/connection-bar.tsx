'use client';

import { formatExactClock } from '../../lib/format.ts';
import { useStaleSince } from '../../lib/live.tsx';
import classes from './connection-bar.module.css';
import { useSystemTrouble } from './use-system-trouble.ts';

/** Says that what is shown may be old, and of when it is; and what holds up the whole system, of which no mailbox can tell. */
export function ConnectionBar() {
  const since = useStaleSince();
  const trouble = useSystemTrouble();
  return (
    <div role="status" className={classes.region}>
      {since !== undefined && (
        <p className={classes.bar}>
          Reconnecting… data as of <span className="num">{formatExactClock(since)}</span>
        </p>
      )}
      {trouble !== undefined && <p className={classes.bar}>{trouble}</p>}
    </div>
  );
}
