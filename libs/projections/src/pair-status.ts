import type { JobStatus, PairStatus } from '@mailhaul/contracts';
import type { PairDocument } from './documents.ts';

/** A pass that was stopped by a person or by its job, and goes on when asked. */
export const stoppedReason = 'stopped';

/** A batch might still have appeared, and nobody looks for it any more before the next pass. */
export const watchGivenUpReason = 'watch-given-up';

type Standing = Pick<PairDocument, 'state' | 'isHeld' | 'failed' | 'investigate' | 'parkedFolders'>;

export interface ShownStatus {
  readonly status: PairStatus;
  readonly reason: string | undefined;
  readonly until: number | undefined;
}

/** How a pair stands, from what its own events say and how its job stands. */
export function statusOf(pair: Standing, job: JobStatus): ShownStatus {
  const { state } = pair;
  if (state.kind === 'under-way' && state.isLeased) {
    const { wait } = state;
    return wait === undefined ? shown('running') : shown('waiting', wait.reason, wait.until);
  }
  const isStill = pair.isHeld || job === 'paused';
  switch (state.kind) {
    case 'under-way':
      return isStill ? shown('paused', pair.isHeld ? 'held' : 'job-paused') : shown('queued');
    case 'paused': {
      const { reason, retryAt } = state;
      if (reason === stoppedReason) return shown('paused', reason);
      if (retryAt === undefined) return shown('needs-you', reason);
      return isStill ? shown('paused', reason) : shown('waiting', reason, retryAt);
    }
    case 'failed':
      return shown('needs-you', state.code);
    case 'completed':
      if (pair.failed + pair.investigate + pair.parkedFolders > 0) {
        return shown('completed-with-failures');
      }
      if (state.watchedUntil !== undefined) {
        return shown('under-watch', undefined, state.watchedUntil);
      }
      return shown('completed', state.isWatchGivenUp && watchGivenUpReason);
    case 'ready':
      return pair.isHeld ? shown('paused', 'held') : shown('ready');
  }
}

function shown(status: PairStatus, reason?: string, until?: number): ShownStatus {
  return { status, reason, until };
}
