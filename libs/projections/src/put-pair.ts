import type { PairStatus } from '@mailhaul/contracts';
import type { JobDocument, PairDocument, TenantDocument } from './documents.ts';
import type { Draft } from './draft.ts';
import { keepPoint, withPace } from './job-pace.ts';
import { statusOf } from './pair-status.ts';

const sums = ['migrated', 'excluded', 'failed', 'pending', 'bytesMigrated'] as const;

/** Writes a pair, its status anew, and what its job and its tenant count of it. */
export async function putPair(
  draft: Draft,
  tenant: string,
  { before, after }: { before: PairDocument | undefined; after: PairDocument | undefined },
): Promise<void> {
  const id = (after ?? before)?.id as string;
  const jobId = (after ?? before)?.jobId as string;
  const job = await draft.get<JobDocument>('jobs', jobId);
  let next: PairDocument | undefined;
  if (after !== undefined) {
    const { status, reason, until } = statusOf(after, job ?? { status: 'draft' });
    const { reason: _reason, until: _until, lineRank: _rank, ...rest } = after;
    next = {
      ...rest,
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(until === undefined ? {} : { until }),
      ...(status === 'queued' ? { lineRank: lineRankOf(after) } : {}),
      total: after.migrated + after.excluded + after.failed + after.pending,
    };
    draft.put('pairs', id, next);
  } else draft.remove('pairs', id);
  if (job !== undefined) {
    const sums = counted(job, before, next);
    const atMs = next?.updatedAt ?? job.updatedAt;
    const isMoving = job.status === 'running';
    draft.put(
      'jobs',
      jobId,
      isMoving ? await keepPoint(draft, withPace(sums, atMs), { atMs }) : sums,
    );
  }
  await countInTenant(draft, tenant, [before, next]);
}

/** As the scheduler gives work out: by priority, 1 first, then by the alphabet. */
function lineRankOf({ priority, source }: PairDocument): string {
  return `${priority} ${source.toLowerCase()}`;
}

function counted(
  job: JobDocument,
  before: PairDocument | undefined,
  after: PairDocument | undefined,
): JobDocument {
  const next = { ...job, statuses: { ...job.statuses } };
  const step = (pair: PairDocument | undefined, by: 1 | -1) => {
    if (pair === undefined) return;
    const left = (next.statuses[pair.status] ?? 0) + by;
    if (left > 0) next.statuses[pair.status] = left;
    else delete next.statuses[pair.status];
    next.pairs += by;
    for (const name of sums) next[name] += by * pair[name];
  };
  step(before, -1);
  step(after, 1);
  const { excludedFor, ...rest } = next;
  const reasons = moved(excludedFor, before?.excludedFor, after?.excludedFor);
  return Object.keys(reasons).length === 0 ? rest : { ...rest, excludedFor: reasons };
}

type Counts = Readonly<Record<string, number>>;

/** The sums with other counts of one pair; what comes to nothing is left out. */
function moved(sums: Counts = {}, before: Counts = {}, after: Counts = {}): Counts {
  if (before === after) return sums;
  const next: Record<string, number> = {};
  for (const name of Object.keys({ ...sums, ...after })) {
    const sum = (sums[name] ?? 0) - (before[name] ?? 0) + (after[name] ?? 0);
    if (sum > 0) next[name] = sum;
  }
  return next;
}

async function countInTenant(
  draft: Draft,
  tenant: string,
  [before, after]: readonly [PairDocument | undefined, PairDocument | undefined],
): Promise<void> {
  const pairs = (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1);
  const change = (status: PairStatus) =>
    Number(after?.status === status) - Number(before?.status === status);
  const needYou = change('needs-you');
  const running = change('running');
  if (pairs === 0 && needYou === 0 && running === 0) return;
  await changeTenant(draft, tenant, { pairs, needYou, running });
}

/** Adds to a tenant's counts. */
export async function changeTenant(
  draft: Draft,
  tenant: string,
  by: Partial<Record<'jobs' | 'pairs' | 'needYou' | 'running', number>>,
): Promise<void> {
  const document = await draft.get<TenantDocument>('tenants', tenant);
  if (document === undefined) return;
  const next = { ...document };
  for (const name of ['jobs', 'pairs', 'needYou', 'running'] as const) next[name] += by[name] ?? 0;
  draft.put('tenants', tenant, next);
}
