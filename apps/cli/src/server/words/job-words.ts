import { type Job, pairStatusLabels, pairStatuses } from '@mailhaul/contracts';
import { formatBytes, formatCount, plural } from '../../text/format.ts';
import { countsBeside } from './pair-words.ts';

/** Mailboxes that need nothing any more. */
export function doneCount({ statuses }: Job): number {
  const done = ['completed', 'completed-with-failures', 'under-watch'] as const;
  return done.reduce((sum, status) => sum + (statuses[status] ?? 0), 0);
}

/** `Spring is running: 3 of 10 mailboxes done, 2 running, 5 queued; 1,203 items migrated (3.4 MB), 2 failed`. */
export function jobLine(job: Job): string {
  const state = job.pausedBy === undefined || job.status !== 'paused' ? '' : ` by ${job.pausedBy}`;
  const is = job.status === 'draft' ? 'was never started' : `is ${job.status}${state}`;
  if (job.pairs === 0) return `${job.name} ${is}; it has no mailboxes yet`;
  const done = `${formatCount(doneCount(job))} of ${plural(job.pairs, 'mailbox', 'mailboxes')} done`;
  const items = [
    `${plural(job.migrated, 'item')} migrated (${formatBytes(job.bytesMigrated)})`,
    ...countsBeside(job),
  ].join(', ');
  return `${job.name} ${is}: ${[done, ...openStatuses(job)].join(', ')}; ${items}`;
}

/** `2 running`, `1 needs you`: of the mailboxes that are not done. */
function openStatuses({ statuses }: Job): string[] {
  return pairStatuses
    .filter((status) => !status.startsWith('completed') && status !== 'under-watch')
    .filter((status) => (statuses[status] ?? 0) > 0)
    .map(
      (status) => `${formatCount(statuses[status] ?? 0)} ${pairStatusLabels[status].toLowerCase()}`,
    );
}
