import type { JobDocument, JobHistoryDocument } from './documents.ts';
import type { Draft } from './draft.ts';

/** A pace is taken over the marks of so long a time. */
const paceWindowMs = 120_000;
const markStepMs = 2000;
/** Over less a pace means nothing. */
const paceSpanMinMs = 6000;
/** Points of a history at first; with each doubling of their distance half of them go. */
const firstStepMs = 10_000;
const pointsMax = 240;

/** A job with the pace that follows from what it was and what it is now; events of the same log may be told a little out of order. */
export function withPace(job: JobDocument, atMs: number): JobDocument {
  const { marks = [], pace: _pace, ...rest } = job;
  if (job.status !== 'running') return rest;
  const items = itemsOf(job);
  const last = marks.at(-1);
  // A mailbox whose history begins anew takes its items away again.
  if (last !== undefined && items < last[1]) return rest;
  if (last !== undefined && atMs - last[0] < markStepMs) return job;
  // It is counted from when the first item moved: listing folders is no copying.
  const isStill = marks.length === 1 && items === last?.[1] && job.bytesMigrated === last[2];
  if (isStill) return { ...rest, marks: [[atMs, items, job.bytesMigrated]] };
  const kept = marks.filter(([at]) => atMs - at <= paceWindowMs);
  return {
    ...rest,
    marks: [...kept, [atMs, items, job.bytesMigrated]],
    ...paceOf(kept, job, atMs),
  };
}

function paceOf(
  marks: NonNullable<JobDocument['marks']>,
  job: JobDocument,
  to: number,
): Pick<JobDocument, 'pace'> {
  const [first] = marks;
  if (first === undefined || to - first[0] < paceSpanMinMs) return {};
  const [from, items, bytes] = first;
  const perSecond = (value: number) => Math.max(0, (value * 1000) / (to - from));
  const itemsPerSecond = perSecond(itemsOf(job) - items);
  return {
    pace: { itemsPerSecond, bytesPerSecond: perSecond(job.bytesMigrated - bytes), from, to },
  };
}

/** Adds how the job stands to its history, once the last point is old enough; gives the job, which knows when that was. */
export async function keepPoint(
  draft: Draft,
  job: JobDocument,
  { atMs, isTurn = false }: { readonly atMs: number; readonly isTurn?: boolean },
): Promise<JobDocument> {
  const { at, count, stepMs } = job.points ?? { at: 0, count: 0, stepMs: firstStepMs };
  if (atMs - at < (isTurn ? 1 : stepMs)) return job;
  const before = await draft.get<JobHistoryDocument>('job-history', job.id);
  const point = {
    ...{
      at: atMs,
      status: job.status,
      done: itemsOf(job),
      pending: job.pending,
      bytesMigrated: job.bytesMigrated,
    },
    ...{ running: job.statuses.running ?? 0, waiting: job.statuses.waiting ?? 0 },
  };
  const isFull = count >= pointsMax;
  const kept = before?.points ?? [];
  const points = [...(isFull ? kept.filter((_, place) => place % 2 === 0) : kept), point];
  draft.put('job-history', job.id, {
    ...{ id: job.id, jobId: job.id, points },
  } satisfies JobHistoryDocument);
  const left = isFull ? Math.ceil(count / 2) : count;
  return {
    ...job,
    points: { at: atMs, count: left + 1, stepMs: isFull ? stepMs * 2 : stepMs },
  };
}

const itemsOf = ({ migrated, excluded, failed }: JobDocument): number =>
  migrated + excluded + failed;
