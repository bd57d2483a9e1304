import { isTargetOwed } from '@mailhaul/domain';
import type { Board } from './board.ts';
import type { JobEntry, PairEntry } from './entries.ts';
import { dueOf } from './job-windows.ts';
import { passOwed } from './pass-rules.ts';

/**
 * Whether anything is to be decided for these tenants now or soon: while not, a shard needs no owner. A look for a late batch
 * that has its time, an hour perhaps, is none.
 */
export function hasBusiness(
  board: Board,
  isIts: (tenant: string) => boolean,
  nowWallMs: number,
): boolean {
  for (const { tenant } of board.leased) if (isIts(tenant.id)) return true;
  for (const entries of [board.timed, board.owed]) {
    for (const entry of entries) {
      if (isIts(entry.tenant.id) && !isLaterLook(entry, nowWallMs)) return true;
    }
  }
  for (const { tenant, state, job } of board.planned) {
    if (isIts(tenant.id) && job !== undefined && isTargetOwed(state, job.state)) return true;
  }
  for (const job of board.scheduled) {
    if (isIts(job.tenant.id) && dueOf(job, nowWallMs) !== undefined) return true;
  }
  for (const tenant of board.tenants.values()) {
    if (!isIts(tenant.id)) continue;
    for (const job of tenant.jobs.values()) if (isActive(job)) return true;
  }
  return false;
}

function isLaterLook({ state, job }: PairEntry, nowWallMs: number): boolean {
  const owed = job && passOwed(state, job.state);
  return owed?.pass === 'watch' && owed.notBeforeMs > nowWallMs;
}

function isActive({ state, queue }: JobEntry): boolean {
  if (state.status === 'running') return true;
  return queue.size > 0 && (state.status === 'draft' || state.status === 'finished');
}
