'use client';

import type { Job } from '@mailhaul/contracts';
import { useEffect, useState } from 'react';
import { addSample, type Pace, paceOf, type Sample } from '../../lib/estimate.ts';

/** How quickly a job gets on, from what was seen of it since the page was opened. */
export function usePace(job: Job): Pace {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const { id, status, migrated, excluded, failed, bytesMigrated, updatedAt } = job;
  useEffect(() => setSamples([]), [id, status]);
  useEffect(() => {
    if (status !== 'running') return;
    const items = migrated + excluded + failed;
    setSamples((before) => addSample(before, { at: Date.now(), items, bytes: bytesMigrated }));
  }, [status, migrated, excluded, failed, bytesMigrated, updatedAt]);
  return paceOf(samples);
}
