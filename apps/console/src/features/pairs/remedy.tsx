'use client';

import { type Pair, verifyAgain } from '@mailhaul/contracts';
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
  if (pair.unverified !== undefined) return <Unverified pair={pair} of={pair.unverified} />;
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
            <SideLink of={pair} />
          </p>
        </>
      )}
      {pair.serverText !== undefined && <code className={classes.words}>{pair.serverText}</code>}
    </section>
  );
}

/** Why a copied mailbox has no grade, and how to get one. */
function Unverified({ pair, of }: { pair: Pair; of: NonNullable<Pair['unverified']> }) {
  const { cause, fixedBy, whatToDo } = useExplain()(of.code);
  return (
    <section
      className={classes.remedy}
      style={{ '--state': 'var(--mh-amber)' } as React.CSSProperties}
      aria-label="Why it is not verified"
    >
      <strong>It could not be verified: {cause}</strong>
      {of.side !== undefined && <span className="muted"> At the {of.side}.</span>}
      <p>{verifyAgain({ fixedBy, whatToDo })}</p>
      <p className="muted">
        <SideLink of={{ jobId: pair.jobId, side: of.side }} />
      </p>
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
function SideLink({ of: { jobId, side } }: { of: { jobId: string; side?: Pair['side'] } }) {
  const { id: tenant } = useTenant();
  const { data } = useApi('readJob', { path: { tenant, job: jobId } });
  if (side === undefined || data === undefined) return null;
  const id = side === 'source' ? data.sourceConnectionId : data.targetConnectionId;
  return (
    <Link className="link" href={`/t/${tenant}/connections/${id}`}>
      Test the {side} connection
    </Link>
  );
}
