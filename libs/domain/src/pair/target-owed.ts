import type { Job } from '../job/job.ts';
import type { Pair } from './pair.ts';

/** Whether a target is to be made for the pair, or is being made. A run makes each once; after that somebody must ask. */
export function isTargetOwed(pair: Pair, job: Job): boolean {
  if (pair.status === 'unknown' || pair.status === 'removed') return false;
  if (job.status === 'unknown' || job.status === 'deleted') return false;
  const { plan, isAsked, refused } = pair.making;
  if (pair.isMatched || plan === undefined || plan === 'leave') return false;
  if (isAsked) return true;
  const isOfRun = job.status === 'running' && job.runKind === 'start';
  return isOfRun && !pair.isHeld && (refused === undefined || refused.run < job.run);
}
