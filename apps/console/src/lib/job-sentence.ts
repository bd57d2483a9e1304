import type { Job } from '@mailhaul/contracts';
import { endOfJob, paceOf } from './estimate.ts';
import { counted, formatCount, formatRate, formatRelative, mailboxes } from './format.ts';
import { formatEnd } from './pair-status.ts';
import { scheduleSentence } from './schedule-words.ts';

const done = ['completed', 'completed-with-failures', 'under-watch'] as const;

/** Mailboxes of a job that are through. */
export function doneCount({ statuses }: Job): number {
  return done.reduce((sum, status) => sum + (statuses[status] ?? 0), 0);
}

/** What goes on with a job, in one sentence. */
export function jobSentence(job: Job, now: number): string {
  const { statuses, pairs } = job;
  if (pairs === 0) return 'No mailboxes yet';
  switch (job.status) {
    case 'draft':
      return `${mailboxes(pairs)} ready to start`;
    case 'paused':
      return `Paused${job.pausedBy === undefined ? '' : ` by ${job.pausedBy}`} · ${formatCount(doneCount(job))} of ${mailboxes(pairs)} done`;
    case 'finished':
      return finishedSentence(job, now);
    case 'running':
      break;
  }
  const running = statuses.running ?? 0;
  const parts = [
    running > 0
      ? `${job.runKind === 'delta' ? 'Delta: copying' : 'Copying'} ${formatCount(running)} of ${mailboxes(pairs)}`
      : waitingSentence(job, now),
  ];
  const pace = running > 0 ? paceOf(job, now) : undefined;
  if (pace !== undefined) parts.push(formatRate(pace.bytesPerSecond));
  const end = running > 0 ? endOfJob(job, now) : undefined;
  const closesAt = job.scheduleNow?.changesAt ?? Infinity;
  // What comes after a night that ends before is not known.
  if (end !== undefined && end.to <= closesAt) parts.push(`done ${formatEnd(end, now)}`);
  return parts.join(', ');
}

function waitingSentence(job: Job, now: number): string {
  const { statuses, scheduleNow } = job;
  const later = (statuses.queued ?? 0) + (statuses.waiting ?? 0);
  if (scheduleNow?.isOpen === false && later > 0) {
    return `${scheduleSentence(job, now)}: ${mailboxes(later)} will go on by themselves`;
  }
  if ((statuses.queued ?? 0) > 0) return `${mailboxes(statuses.queued ?? 0)} wait for a free slot`;
  if ((statuses.waiting ?? 0) > 0) {
    return `${mailboxes(statuses.waiting ?? 0)} will go on by themselves`;
  }
  if ((statuses['needs-you'] ?? 0) > 0) {
    return `Nothing runs: ${mailboxes(statuses['needs-you'] ?? 0)} need you`;
  }
  return 'About to end';
}

function finishedSentence(job: Job, now: number): string {
  const failures = job.failed === 0 ? 'nothing failed' : `${counted(job.failed, 'item')} failed`;
  const when = job.finishedAt === undefined ? '' : ` ${formatRelative(job.finishedAt, now)}`;
  const needing = job.statuses['needs-you'] ?? 0;
  const need =
    needing === 0 ? '' : `, ${mailboxes(needing)} ${needing === 1 ? 'needs' : 'need'} you`;
  return `Finished${when} · ${formatCount(doneCount(job))} of ${mailboxes(job.pairs)} done, ${failures}${need}`;
}
