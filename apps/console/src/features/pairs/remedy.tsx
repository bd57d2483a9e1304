'use client';

import type { Pair } from '@mailhaul/contracts';
import Link from 'next/link';
import { sayWho, useExplain } from '../../lib/catalogue.tsx';
import { useApi } from '../../lib/api.ts';
import { formatClock } from '../../lib/format.ts';
import { useNow } from '../../lib/use-now.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import { EditLink } from './edit-link.tsx';
import classes from './pair-detail.module.css';
import { isMendedByEdit } from './sign-in-problems.ts';

/** Why a mailbox waits or stands still, who can mend it, what to do, and the server's own words. */
export function Remedy({ pair }: { pair: Pair }) {
  const explain = useExplain();
  if (pair.status === 'under-watch') return <UnderWatch pair={pair} />;
  if (pair.reason === undefined || !['needs-you', 'waiting'].includes(pair.status)) return null;
  const { cause, fixedBy, whatToDo } = explain(pair.reason);
  const isWait = pair.status === 'waiting';
  return (
    <section
      className={classes.remedy}
      style={{ '--state': isWait ? 'var(--mh-amber)' : 'var(--mh-red)' } as React.CSSProperties}
      aria-label={isWait ? 'Why it waits' : 'What to do'}
    >
      <strong>{cause}</strong>
      {pair.side !== undefined && <span className="muted"> At the {pair.side}.</span>}
      {isWait ? (
        <p className="muted">It goes on by itself; nothing to do.</p>
      ) : (
        <>
          {whatToDo !== '' && <p>{whatToDo}</p>}
          <p className="muted">
            Can be mended by {sayWho(fixedBy)}.{' '}
            {isMendedByEdit(pair) && (
              <>
                <EditLink pair={pair} />{' '}
              </>
            )}
            <SideLink pair={pair} />
          </p>
        </>
      )}
      {pair.serverText !== undefined && <code className={classes.words}>{pair.serverText}</code>}
    </section>
  );
}

/** Why something that is done is still looked at, and that nobody has to do anything. */
function UnderWatch({ pair }: { pair: Pair }) {
  const now = useNow();
  return (
    <section
      className={classes.remedy}
      style={{ '--state': 'var(--mh-green)' } as React.CSSProperties}
      aria-label="What under watch means"
    >
      <strong>
        Everything is there
        {pair.until === undefined ? '' : `; watched until ${formatClock(pair.until, now)}`}
      </strong>
      <p>
        A batch was cut off so late that the mail server might still store it a second time. Until
        then Mailhaul looks for such copies by itself and says what it found.
      </p>
      <p className="muted">Nothing to do. The mailbox can be used.</p>
    </section>
  );
}

/** The way to the connection that it is about. */
function SideLink({ pair }: { pair: Pair }) {
  const { id: tenant } = useTenant();
  const { data } = useApi('readJob', { path: { tenant, job: pair.jobId } });
  if (pair.side === undefined || data === undefined) return null;
  const id = pair.side === 'source' ? data.sourceConnectionId : data.targetConnectionId;
  return (
    <Link className="link" href={`/t/${tenant}/connections/${id}`}>
      Test the {pair.side} connection
    </Link>
  );
}
