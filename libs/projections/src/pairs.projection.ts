import {
  firstGeneration,
  type PairEvent,
  type PairMailboxes,
  unsaidPriority,
} from '@mailhaul/domain';
import type { JobDocument, PairDocument, PairState } from './documents.ts';
import type { Draft } from './draft.ts';
import {
  forgetItems,
  forgetPair,
  isJobGone,
  removePair,
  shownPair,
  sideKeys,
} from './pair-document.ts';
import { forgetLeft, leavePair, returnPair } from './left-pairs.ts';
import { proveConnections } from './prove-connections.ts';
import { planned, unplanned } from './planned-target.ts';
import { putPair } from './put-pair.ts';
import { type ReadEvent, unknownEvent } from './read-event.ts';

/** Pairs without a job are the command line's and are shown nowhere, as are those of a job that is gone. */
export async function projectPair(read: ReadEvent, draft: Draft): Promise<void> {
  const event = read as unknown as PairEvent;
  const { tenant, streamId: id, revision } = read;
  const before = await shownPair(draft, id);
  if (event.type === 'PairAdded') {
    // What it was in a job that is gone may not be removed yet.
    if (before === undefined && (await draft.get('pairs', id))) await forgetPair(draft, id);
    if (before === undefined) await forgetLeft(draft, id);
    const after = await added(event, draft, { id, revision });
    if (after !== undefined) await putPair(draft, tenant, { before, after });
    return;
  }
  if (before === undefined) {
    if (event.type === 'PairReturned') await returnPair(draft, tenant, { id, revision, event });
    return;
  }
  if (event.type === 'PairLeft') {
    await leavePair(draft, tenant, { pair: before, event });
    return;
  }
  if (event.type === 'PairRemoved') {
    await removePair(draft, tenant, before);
    return;
  }
  const changed = next(event, before);
  const isAnew = changed.generation !== before.generation;
  if (isAnew) await forgetItems(draft, [id]);
  const job = await draft.get<JobDocument>('jobs', before.jobId);
  const after = {
    ...(isAnew ? anew(changed) : changed),
    ...sideKeys(changed, job),
    revision,
    updatedAt: event.data.atMs,
  };
  await putPair(draft, tenant, { before, after });
  if (event.type !== 'PassCompleted') return;
  const { atMs, pass } = event.data;
  await proveConnections(draft, { pair: before, job, atMs, isWatch: pass === 'watch' });
}

const nothingYet = {
  ...{ migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0, total: 0 },
  ...{ bytesMigrated: 0, investigate: 0, surplusReported: 0, parkedFolders: 0 },
  marks: [],
} as const;

/** Its history begins again; only that there were passes is still known. */
function anew(pair: PairDocument): PairDocument {
  const { startedAt: _s, endedAt: _e, pass: _p, bytesTotal: _b, ...others } = still(pair);
  const { excludedFor: _x, ...rest } = others;
  return { ...rest, ...nothingYet, state: { kind: 'ready' } };
}

async function added(
  { data, sealed }: Extract<PairEvent, { type: 'PairAdded' }>,
  draft: Draft,
  own: { readonly id: string; readonly revision: number },
): Promise<PairDocument | undefined> {
  const {
    jobId,
    priority = unsaidPriority,
    generation = firstGeneration,
    credentials,
    atMs,
  } = data;
  if (jobId === undefined) return undefined;
  if (await isJobGone(draft, jobId)) return undefined;
  const job = await draft.get<JobDocument>('jobs', jobId);
  const { source, target = '', ...users } = sealed ?? { source: '(erased)', target: '(erased)' };
  return {
    ...own,
    jobId,
    ...{ source, target },
    ...users,
    ...sideKeys({ source, target, ...users }, job),
    ...passwords(credentials),
    ...(data.byConditions === undefined ? {} : { byConditions: data.byConditions }),
    priority,
    isHeld: false,
    status: 'ready',
    state: { kind: 'ready' },
    generation,
    passCount: 0,
    ...nothingYet,
    updatedAt: atMs,
  };
}

function passwords(credentials: { source?: number; target?: number } | undefined) {
  return {
    hasSourcePassword: credentials?.source !== undefined,
    hasTargetPassword: credentials?.target !== undefined,
  };
}

function next(
  event: Exclude<PairEvent, { type: 'PairAdded' | 'PairRemoved' | 'PairLeft' }>,
  pair: PairDocument,
): PairDocument {
  const { atMs } = event.data;
  if ('pass' in event.data && event.data.pass === 'watch') return looked(event, pair);
  switch (event.type) {
    case 'PairEdited': {
      const { generation = pair.generation, credentials } = event.data;
      const signIn = credentials === undefined ? {} : passwords(credentials);
      const edited = { ...renamed(pair, event.sealed), ...signIn, generation };
      return event.data.isMatched === false ? edited : unplanned(edited);
    }
    case 'PairMatched': {
      const { generation = pair.generation } = event.data;
      return { ...unplanned(dropped(renamed(pair, event.sealed))), generation };
    }
    case 'PairUnmatched':
      return { ...unwatched(dropped(renamed(pair, event.sealed))), target: '' };
    case 'AddressRefreshed':
      return renamed(pair, event.sealed);
    case 'TargetPlanned':
    case 'TargetAsked':
    case 'TargetBegun':
    case 'TargetMade':
    case 'TargetRefused':
    case 'InitialPasswordTold':
      return planned(event, pair);
    case 'PriorityChanged':
      return { ...pair, priority: event.data.priority };
    case 'PairHeld':
      return { ...pair, isHeld: true };
    case 'PairReleased':
      return { ...pair, isHeld: false };
    case 'PassScheduled': {
      const { pass = 'start' } = event.data;
      const passCount = pair.passCount + 1;
      return {
        ...still(pair),
        pass,
        passCount,
        state: { kind: 'under-way', isLeased: false },
      };
    }
    case 'LeaseGranted': {
      const { endedAt: _ended, ...rest } = still(pair);
      const { workerId } = event.data;
      const startedAt = pair.startedAt ?? atMs;
      const begun = { startedAt, leasedAt: atMs };
      return { ...rest, ...begun, workerId, state: { kind: 'under-way', isLeased: true } };
    }
    case 'LeaseExpired':
    case 'LeaseReleased':
    case 'PassDied':
      return pair.state.kind === 'under-way'
        ? { ...still(pair), state: { kind: 'under-way', isLeased: false } }
        : pair;
    case 'PassCompleted':
      return completed(event, pair);
    case 'PassFailed': {
      const { code, side } = event.data;
      const state = { kind: 'failed', code } as const;
      return { ...still(pair), ...said(side, event.sealed), endedAt: atMs, state };
    }
    case 'PassPaused': {
      const { reason, retryAt, side } = event.data;
      const until = retryAt === undefined ? {} : { retryAt };
      const state = { kind: 'paused', reason, ...until } as const;
      return { ...still(pair), ...said(side, event.sealed), endedAt: atMs, state };
    }
    case 'WatchPostponed':
      return looked(event, pair);
    case 'PairLeaving':
      return { ...pair, isLeaving: true };
    case 'PairReturned': {
      const { byConditions: _by, isLeaving: _leaving, ...rest } = pair;
      const { byConditions } = event.data;
      return byConditions === undefined ? rest : { ...rest, byConditions };
    }
    case 'PairReset':
      return { ...pair, generation: event.data.generation };
    default:
      return unknownEvent(event);
  }
}

function renamed(pair: PairDocument, sealed: PairMailboxes | undefined): PairDocument {
  const { source, target = '', ...users } = sealed ?? pair;
  if (sealed === undefined) return { ...pair, source, target };
  const { sourceUser: _s, targetUser: _t, externalId: _e, matchedBy: _m, ...others } = pair;
  const {
    sourceKind: _k,
    targetKind: _l,
    sourceId: _i,
    targetId: _j,
    folderRoot: _r,
    ...rest
  } = others;
  return { ...rest, source, target, ...users };
}

/** A pass that was asked for or stood still is not gone on with. */
function dropped(pair: PairDocument): PairDocument {
  const { kind } = pair.state;
  const isOver = kind !== 'under-way' && kind !== 'paused';
  return isOver ? pair : { ...still(pair), state: { kind: 'ready' } };
}

/** The next pass looks for a batch that might still have appeared. */
function unwatched(pair: PairDocument): PairDocument {
  const { state } = pair;
  const isWatched = state.kind === 'completed' && state.watchedUntil !== undefined;
  return isWatched ? { ...pair, state: watchedState(undefined, true) } : pair;
}

type Completed = Extract<PairEvent, { type: 'PassCompleted' }>;

function completed(event: Completed, pair: PairDocument): PairDocument {
  const { grade, found, kinds, unverified } = event.data.findings ?? {};
  return {
    ...still(pair),
    ...standing(event),
    ...(grade === undefined ? {} : { grade }),
    ...(found === undefined ? {} : { found }),
    ...(kinds === undefined ? {} : { kinds }),
    ...(unverified === undefined ? {} : { unverified }),
    endedAt: event.data.atMs,
  };
}

/** A watch changes nothing of a completed mailbox but what it found; that it runs is nobody's business. */
function looked(event: PairEvent, pair: PairDocument): PairDocument {
  if (pair.state.kind !== 'completed') return pair;
  if (event.type === 'PassCompleted') return { ...pair, ...standing(event) };
  if (event.type !== 'WatchPostponed') return pair;
  return { ...pair, state: watchedState(event.data.untilMs, event.data.untilMs === undefined) };
}

function standing({ data: { totals, findings } }: Completed) {
  const { investigate = 0, surplusReported = 0, parkedFolders = 0 } = findings ?? {};
  const state = watchedState(findings?.watchedUntilMs, findings?.watchGivenUp !== undefined);
  return { ...totals, investigate, surplusReported, parkedFolders, state };
}

function watchedState(watchedUntil: number | undefined, isGivenUp: boolean): PairState {
  return {
    kind: 'completed',
    ...(watchedUntil === undefined ? {} : { watchedUntil }),
    ...(isGivenUp ? { isWatchGivenUp: true } : {}),
  };
}

/** Without what only a running, failed or graded pass has. */
function still(pair: PairDocument): PairDocument {
  const { workerId: _w, bytesPerSecond: _b, side: _s, serverText: _t, ...graded } = pair;
  const { grade: _g, found: _f, kinds: _k, unverified: _n, ...rest } = graded;
  return { ...rest, marks: [] };
}

function said(side: PairDocument['side'], sealed: { readonly words: string } | undefined) {
  return {
    ...(side === undefined ? {} : { side }),
    ...(sealed === undefined ? {} : { serverText: sealed.words }),
  };
}
