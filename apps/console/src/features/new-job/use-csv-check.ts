'use client';

import { useDebouncedValue } from '@mantine/hooks';
import { useEffect } from 'react';
import { useDeed } from '../../lib/use-deed.ts';
import { useTenant } from '../frame/tenant-gate.tsx';

/** After the typing rests, what is there is checked without being taken. */
const settleMs = 500;

export type CsvCheck = ReturnType<typeof useCsvCheck>;

/** What an import into the job would do, and what is wrong with its lines; without a job there is nobody to ask. */
export function useCsvCheck(job: string | undefined, csv: string) {
  const { id: tenant } = useTenant();
  const [settled] = useDebouncedValue(csv, settleMs);
  const { mutate, reset, ...check } = useDeed('importPairs', { showsProblem: true });
  useEffect(() => {
    if (settled.trim() === '' || job === undefined) return reset();
    mutate({ path: { tenant, job }, query: { dryRun: 'true' }, body: settled });
  }, [settled, mutate, reset, tenant, job]);
  const { error, data, isPending } = check;
  return { error, isPending, counts: settled === csv ? data : undefined };
}
