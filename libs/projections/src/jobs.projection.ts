import type { FieldFilter } from '@mailhaul/application';
import type { PairStatus } from '@mailhaul/contracts';
import type {
  CreationSettings,
  JobDetails,
  JobEvent,
  JobOptions,
  JobSchedule,
} from '@mailhaul/domain';
import type {
  ConnectionDocument,
  JobDocument,
  PairDocument,
  RemovalDocument,
} from './documents.ts';
import type { Draft } from './draft.ts';
import { keepPoint } from './job-pace.ts';
import { sideKeys } from './pair-document.ts';
import { changeTenant, putPair } from './put-pair.ts';
import { type ReadEvent, unknownEvent } from './read-event.ts';

export async function projectJob(read: ReadEvent, draft: Draft): Promise<void> {
  const event = read as unknown as JobEvent;
  const { tenant, streamId: id, revision } = read;
  const before = await draft.get<JobDocument>('jobs', id);
  if (event.type === 'JobDeleted') {
    await removeJob(draft, read, before);
    return;
  }
  const stood = next(event, before, { id, revision });
  if (stood === undefined) return;
  const isTurn = turns.has(event.type);
  const after = isTurn ? await turned(draft, stood) : stood;
  draft.put('jobs', id, after);
  if (before === undefined) await changeTenant(draft, tenant, { jobs: 1 });
  await countUses(draft, before, after);
  await tellPairs(draft, tenant, { event, job: after, was: before });
}

function next(
  event: Exclude<JobEvent, { type: 'JobDeleted' }>,
  before: JobDocument | undefined,
  own: { readonly id: string; readonly revision: number },
): JobDocument | undefined {
  const { atMs } = event.data;
  if (event.type === 'JobCreated') {
    const { sourceConnectionId, targetConnectionId, rank, options } = event.data;
    return {
      ...own,
      ...{ sourceConnectionId, targetConnectionId, rank },
      ...described(event.sealed, options),
      status: 'draft',
      run: 0,
      runKind: 'start',
      statuses: {},
      ...{ pairs: 0, migrated: 0, excluded: 0, failed: 0, pending: 0, bytesMigrated: 0 },
      createdAt: atMs,
      updatedAt: atMs,
    };
  }
  if (before === undefined) return undefined;
  const same = { ...before, ...own, updatedAt: atMs };
  switch (event.type) {
    case 'JobEdited': {
      const { sourceConnectionId, targetConnectionId, options } = event.data;
      return {
        ...same,
        sourceConnectionId,
        targetConnectionId,
        ...described(event.sealed, options),
      };
    }
    case 'JobPairsChanged':
      return same;
    case 'JobStarted':
    case 'DeltaRequested': {
      const { pausedBy: _by, finishedAt: _at, ...rest } = scheduled(same);
      const { run, outsideSchedule } = event.data;
      const runKind = event.type === 'JobStarted' ? 'start' : 'delta';
      const startedAt = before.startedAt ?? atMs;
      const begun = { ...rest, status: 'running', run, runKind, startedAt, runAt: atMs } as const;
      if (outsideSchedule === undefined) return begun;
      const { closed: _closed, ...open } = begun;
      return { ...open, outsideSchedule: untilOf(outsideSchedule.untilMs) };
    }
    case 'JobPaused':
      return { ...scheduled(same), status: 'paused', pausedBy: event.data.actor };
    case 'JobFinished':
      return { ...scheduled(same), status: 'finished', finishedAt: atMs };
    case 'CreationSet': {
      const { creation: _creation, ...rest } = same;
      const { rules } = event.data;
      const names = event.sealed;
      return rules === undefined || names === undefined
        ? rest
        : { ...rest, creation: shownCreation({ rules, names }) };
    }
    case 'ScheduleSet': {
      const { schedule: _schedule, ...rest } = scheduled(same);
      const { schedule } = event.data;
      return schedule === undefined ? rest : { ...rest, schedule: shownSchedule(schedule) };
    }
    case 'ConditionsSet': {
      const { conditionCount: _count, ...rest } = same;
      const { count } = event.data;
      return count === 0 ? rest : { ...rest, conditionCount: count };
    }
    case 'ConditionsNotApplied':
      return same;
    case 'WindowClosed':
      return { ...same, closed: untilOf(event.data.untilMs) };
    case 'WindowOpened': {
      const { closed: _closed, ...rest } = same;
      return rest;
    }
    case 'JobMoved':
      return { ...same, rank: event.data.rank };
    default:
      return unknownEvent(event);
  }
}

/** Nothing runs outside the schedule any more. */
function scheduled({ outsideSchedule: _outside, ...job }: JobDocument): JobDocument {
  return job;
}

function untilOf(ms: number | undefined): { readonly until?: number } {
  return ms === undefined ? {} : { until: ms };
}

function shownCreation({ rules, names }: CreationSettings): NonNullable<JobDocument['creation']> {
  const { password, hook, hookMsMax } = rules;
  const { length, classes, mustChange } = password;
  return {
    ...names,
    password: { length, classes: [...classes], mustChange },
    ...(hook === undefined ? {} : { hook }),
    hookSeconds: hookMsMax / 1000,
  };
}

function shownSchedule(schedule: JobSchedule): NonNullable<JobDocument['schedule']> {
  const { startAtMs, deltaUntilMs, ...rest } = schedule;
  return {
    ...(rest as unknown as NonNullable<JobDocument['schedule']>),
    ...(startAtMs === undefined ? {} : { startAt: startAtMs }),
    ...(deltaUntilMs === undefined ? {} : { deltaUntil: deltaUntilMs }),
  };
}

/** Where it begins to move or ends to: its history has a point there, and its pace begins anew. */
const turns: ReadonlySet<JobEvent['type']> = new Set([
  'JobStarted',
  'DeltaRequested',
  'JobPaused',
  'JobFinished',
]);

function turned(draft: Draft, { marks: _m, pace: _p, ...job }: JobDocument): Promise<JobDocument> {
  return keepPoint(draft, job, { atMs: job.updatedAt, isTurn: true });
}

function described(
  details: JobDetails | undefined,
  options: JobOptions,
): Pick<JobDocument, 'name' | 'options'> {
  const { name = '(erased)', ...folders } = details ?? {};
  const { receivedFrom, receivedBefore, ...rest } = options;
  const dates = {
    ...(receivedFrom === undefined ? {} : { receivedFrom: receivedFrom * msPerSecond }),
    ...(receivedBefore === undefined ? {} : { receivedBefore: receivedBefore * msPerSecond }),
  };
  return { name, options: { ...rest, ...dates, ...folders } as JobDocument['options'] };
}

/** The log has a filter's dates in seconds, the API in milliseconds. */
const msPerSecond = 1000;

/** Its pairs are counted no more at once and go little by little: also where a write that was cut short took the job alone. */
async function removeJob(
  draft: Draft,
  { tenant, streamId: id }: ReadEvent,
  job: JobDocument | undefined,
): Promise<void> {
  draft.put('removals', id, { jobId: id } satisfies RemovalDocument);
  if (job === undefined) return;
  draft.remove('jobs', id);
  draft.remove('job-history', id);
  const { pairs, statuses } = job;
  const [needYou, running] = [statuses['needs-you'] ?? 0, statuses.running ?? 0];
  await changeTenant(draft, tenant, {
    ...{ jobs: -1, pairs: -pairs, needYou: -needYou, running: -running },
  });
  await countUses(draft, job, undefined);
}

/** Which pairs another standing of their job may concern; pair-status.ts says how. */
const concerned: Readonly<Partial<Record<JobEvent['type'], readonly PairStatus[]>>> = {
  JobPaused: ['queued', 'waiting'],
  JobStarted: ['paused'],
  DeltaRequested: ['paused'],
  WindowClosed: ['queued', 'waiting'],
  WindowOpened: ['waiting'],
};

/** The pairs whose status or sides follow from what the job is now. */
async function tellPairs(
  draft: Draft,
  tenant: string,
  told: {
    readonly event: JobEvent;
    readonly job: JobDocument;
    readonly was: JobDocument | undefined;
  },
): Promise<void> {
  const { event, job, was } = told;
  const opens = was?.closed !== undefined && job.closed === undefined;
  const own = concerned[event.type];
  const statuses: typeof own = opens ? [...(own ?? []), 'waiting'] : own;
  // Once it was started its connections stay.
  const mayMove = event.type === 'JobEdited' && job.run === 0 && job.pairs > 0;
  if (statuses === undefined && !mayMove) return;
  const filters: readonly FieldFilter[] = [
    { field: 'jobId', is: 'equal', value: job.id },
    ...(statuses === undefined
      ? []
      : [{ field: 'status', is: 'one-of', values: statuses } as const]),
  ];
  for await (const { body } of draft.each<PairDocument>('pairs', filters)) {
    const keys = sideKeys(body, job);
    const isMoved = keys.sourceKey !== body.sourceKey || keys.targetKey !== body.targetKey;
    if (mayMove && !isMoved) continue;
    await putPair(draft, tenant, { before: body, after: { ...body, ...keys } });
  }
}

async function countUses(
  draft: Draft,
  before: JobDocument | undefined,
  after: JobDocument | undefined,
): Promise<void> {
  if (before !== undefined && after !== undefined && sidesOf(before) === sidesOf(after)) return;
  const change = async (job: JobDocument | undefined, by: number) => {
    if (job === undefined) return;
    for (const id of new Set([job.sourceConnectionId, job.targetConnectionId])) {
      const connection = await draft.get<ConnectionDocument>('connections', id);
      if (connection === undefined) continue;
      draft.put('connections', id, { ...connection, usedBy: connection.usedBy + by });
    }
  };
  await change(before, -1);
  await change(after, 1);
}

function sidesOf({ sourceConnectionId, targetConnectionId }: JobDocument): string {
  return `${sourceConnectionId} ${targetConnectionId}`;
}
