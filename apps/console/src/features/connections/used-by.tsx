'use client';

import type { Connection } from '@mailhaul/contracts';
import Link from 'next/link';
import { Fragment } from 'react';
import { useApi } from '../../lib/api.ts';
import { counted } from '../../lib/format.ts';
import { useTenant } from '../frame/tenant-gate.tsx';

const jobsMax = 500;
const namedMax = 5;

/** Which jobs use a connection, and when they see what is changed of it. */
export function UsedBy({ connection }: { connection: Connection }) {
  const { id: tenant } = useTenant();
  const { id, usedBy } = connection;
  const { data } = useApi(
    'listJobs',
    { path: { tenant }, query: { limit: jobsMax, sort: 'rank' } },
    { enabled: usedBy > 0 },
  );
  if (usedBy === 0) return 'No job uses it';
  const jobs = (data?.rows ?? []).filter(
    ({ sourceConnectionId, targetConnectionId }) =>
      sourceConnectionId === id || targetConnectionId === id,
  );
  const more = usedBy - Math.min(jobs.length, namedMax);
  return (
    <>
      Used by{' '}
      {jobs.slice(0, namedMax).map((job, at) => (
        <Fragment key={job.id}>
          {at > 0 && ', '}
          <Link className="link" href={`/t/${tenant}/jobs/${job.id}`}>
            {job.name}
          </Link>
        </Fragment>
      ))}
      {more > 0 && `${jobs.length > 0 ? ' and ' : ''}${counted(more, 'job')}`}. A mailbox that is
      being copied goes on with what it began with; its next pass has what is saved here: when the
      job is started again, runs a delta, or goes on after a pause
    </>
  );
}
