'use client';

import { useDebouncedValue } from '@mantine/hooks';
import { useApi } from '../../lib/api.ts';

/** After the typing rests, the tenant's jobs are asked. */
const settleMs = 300;
const alikeMax = 200;
const searchCharsMax = 200;

/** Whether another job of the tenant has the name, upper and lower case alike. The server decides; this only says it before. */
export function useNameTaken(tenant: string, name: string, ownId: string | undefined): boolean {
  const wanted = name.trim().toLowerCase();
  const [settled] = useDebouncedValue(wanted, settleMs);
  const { data } = useApi(
    'listJobs',
    { path: { tenant }, query: { q: settled, limit: alikeMax } },
    { enabled: settled !== '' && settled.length <= searchCharsMax },
  );
  if (settled !== wanted) return false;
  return (
    data?.rows.some(({ id, name: one }) => id !== ownId && one.toLowerCase() === wanted) === true
  );
}
