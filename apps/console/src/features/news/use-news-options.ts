'use client';

import type { NewsOptionsAnswer } from '@mailhaul/contracts';
import { useApi } from '../../lib/api.ts';
import { useTenant } from '../frame/tenant-gate.tsx';

/** What the tenant's people are told; undefined: not known yet. */
export function useNewsOptions(): NewsOptionsAnswer | undefined {
  const { id: tenant } = useTenant();
  return useApi('readNewsOptions', { path: { tenant } }).data;
}
