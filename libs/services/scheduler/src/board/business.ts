import type { Board } from './board.ts';
import type { JobEntry } from './entries.ts';

/** Whether anything is to be decided for these tenants now or later: while not, a shard needs no owner. */
export function hasBusiness(board: Board, isIts: (tenant: string) => boolean): boolean {
  for (const sets of [board.leased, board.timed, board.owed]) {
    for (const { tenant } of sets) if (isIts(tenant.id)) return true;
  }
  for (const tenant of board.tenants.values()) {
    if (!isIts(tenant.id)) continue;
    for (const job of tenant.jobs.values()) if (isActive(job)) return true;
  }
  return false;
}

function isActive({ state, queue }: JobEntry): boolean {
  if (state.status === 'running') return true;
  return queue.size > 0 && (state.status === 'draft' || state.status === 'finished');
}
