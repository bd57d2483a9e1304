import type { Job, PlanRow } from '@mailhaul/contracts';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useDeed } from '../../lib/use-deed.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import { type PlanRequest, planRequests } from './plan-requests.ts';
import type { PlanRows, PlanWishes } from './row-deeds.ts';

const settleMs = 400;
/** Users that are named are asked for one by one; more of them are looked at when they are planned. */
const requestsMax = 20;
const nothing: PlanRows = new Map();

/** What would be made for each row, and what is in the way; nothing is changed. */
export function usePlanPreview(
  job: Job,
  wishes: PlanWishes,
): { readonly rows: PlanRows; readonly error: Error | null } {
  const { id: tenant } = useTenant();
  const [rows, setRows] = useState(nothing);
  const { mutateAsync, error } = useDeed('planTargets', { showsProblem: true });
  const key = JSON.stringify([planRequests(wishes).slice(0, requestsMax), job.creation]);
  const [settled] = useDebouncedValue(key, settleMs);
  useEffect(() => {
    const [requests, creation] = JSON.parse(settled) as [PlanRequest[], unknown];
    if (creation === undefined || creation === null) return;
    let isCurrent = true;
    const ask = async () => {
      const found: PlanRow[] = [];
      for (const body of requests) {
        if (!isCurrent) return;
        const path = { tenant, job: job.id };
        const answer = await mutateAsync({ path, query: { dryRun: 'true' }, body });
        found.push(...answer.rows);
      }
      if (isCurrent) setRows(new Map(found.map((row) => [row.id, row])));
    };
    ask().catch(() => undefined); // It stands in `error`.
    return () => {
      isCurrent = false;
    };
  }, [settled, tenant, job.id, mutateAsync]);
  return { rows, error };
}
