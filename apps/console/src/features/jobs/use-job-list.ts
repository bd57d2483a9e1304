'use client';

import type { Job } from '@mailhaul/contracts';
import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { usePathname } from 'next/navigation';
import { useEffect } from 'react';
import { useApi } from '../../lib/api.ts';
import { useTenant } from '../frame/tenant-gate.tsx';

const jobsMax = 500;
/** Narrower than that the table of mailboxes needs the room. */
const wide = '(min-width: 1280px)';

/** The list of jobs beside a job: a pane where there is room for it, else a drawer. */
export interface JobList {
  /** In the order of their turn. */
  readonly jobs: readonly Job[];
  /** A list of one is none. */
  readonly isThere: boolean;
  readonly isPane: boolean;
  readonly isOpen: boolean;
  readonly show: () => void;
  readonly hide: () => void;
}

export function useJobList(): JobList {
  const { id: tenant } = useTenant();
  const { data } = useApi('listJobs', {
    path: { tenant },
    query: { limit: jobsMax, sort: 'rank' },
  });
  const isPane = useMediaQuery(wide) ?? false;
  const [isPaneOpen, setPaneOpen] = useLocalStorage({
    key: 'mailhaul.job-list',
    defaultValue: true,
  });
  const [isDrawerOpen, drawer] = useDisclosure(false);
  const path = usePathname();
  useEffect(() => drawer.close(), [path, drawer.close]);
  const jobs = data?.rows ?? [];
  return {
    ...{ jobs, isThere: jobs.length > 1, isPane },
    isOpen: isPane ? isPaneOpen : isDrawerOpen,
    show: isPane ? () => setPaneOpen(true) : drawer.open,
    hide: isPane ? () => setPaneOpen(false) : drawer.close,
  };
}
