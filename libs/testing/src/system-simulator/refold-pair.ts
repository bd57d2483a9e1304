import type { JsonObject, RecordedEvent } from '@mailhaul/application';

/** A pair as its own events leave it, in the words of its document where they are the same. */
export interface ExpectedPair {
  readonly jobId: string;
  readonly source: string;
  readonly target: string;
  readonly generation: number;
  readonly priority: number;
  readonly isHeld: boolean;
  readonly passCount: number;
  readonly revision: number;
  readonly workerId?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly phase: 'never' | 'in-line' | 'leased' | 'stopped' | 'refused' | 'done';
  readonly reason?: string;
  readonly retryAt?: number;
  readonly totals: JsonObject;
  /** Something of it is left for a person. */
  readonly failedAtAll: number;
  /** Nobody could look any more whether a late batch appeared. */
  readonly isWatchGivenUp?: true;
}

const summed = ['migrated', 'excluded', 'failed', 'pending', 'bytesMigrated'] as const;
const nothing = {
  ...{ migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0, bytesMigrated: 0 },
};

export function pairAfter(
  known: ExpectedPair | undefined,
  { type, data, revision }: RecordedEvent,
  opened: JsonObject,
): ExpectedPair {
  if (known === undefined) {
    return {
      ...({ jobId: data['jobId'], priority: data['priority'] } as Pick<
        ExpectedPair,
        'jobId' | 'priority'
      >),
      ...({ source: opened['source'], target: opened['target'] } as Pick<
        ExpectedPair,
        'source' | 'target'
      >),
      ...{ generation: 1, isHeld: false, passCount: 0, revision },
      ...{ phase: 'never', totals: nothing, failedAtAll: 0 },
    };
  }
  const pair = { ...known, revision };
  const { workerId: _w, reason: _reason, retryAt: _retryAt, ...idle } = pair;
  const at = data['atMs'] as number;
  // It looks whether a late batch appeared: of a mailbox that is done only what it found is told.
  if (type === 'WatchPostponed' || data['pass'] === 'watch') return watched(pair, type, data);
  switch (type) {
    case 'PriorityChanged':
      return { ...pair, priority: data['priority'] as number };
    case 'PairHeld':
    case 'PairReleased':
      return { ...pair, isHeld: type === 'PairHeld' };
    case 'PassScheduled':
      return { ...idle, phase: 'in-line', passCount: pair.passCount + 1 };
    case 'LeaseGranted': {
      const { endedAt: _e, ...rest } = idle;
      const workerId = data['workerId'] as string;
      return { ...rest, workerId, startedAt: pair.startedAt ?? at, phase: 'leased' };
    }
    case 'LeaseExpired':
    case 'LeaseReleased':
    case 'PassDied':
      return { ...idle, phase: 'in-line' };
    case 'PassPaused': {
      const retryAt = data['retryAt'] as number | undefined;
      const until = retryAt === undefined ? {} : { retryAt };
      return { ...idle, endedAt: at, phase: 'stopped', reason: data['reason'] as string, ...until };
    }
    case 'PassFailed':
      return { ...idle, endedAt: at, phase: 'refused', reason: data['code'] as string };
    case 'PassCompleted':
      return { ...done(idle, data), endedAt: at };
    default:
      return pair;
  }
}

function watched(pair: ExpectedPair, type: string, data: JsonObject): ExpectedPair {
  if (pair.phase !== 'done') return pair;
  if (type === 'PassCompleted') return done(pair, data);
  if (type !== 'WatchPostponed') return pair;
  const { retryAt: _until, isWatchGivenUp: _givenUp, ...rest } = pair;
  const untilMs = data['untilMs'] as number | undefined;
  return untilMs === undefined ? { ...rest, isWatchGivenUp: true } : { ...rest, retryAt: untilMs };
}

function done(pair: ExpectedPair, data: JsonObject): ExpectedPair {
  const { retryAt: _until, isWatchGivenUp: _givenUp, ...rest } = pair;
  const findings = (data['findings'] ?? {}) as Readonly<Record<string, number>>;
  const { investigate = 0, parkedFolders = 0, watchedUntilMs, watchGivenUp } = findings;
  return {
    ...rest,
    phase: 'done',
    totals: data['totals'] as JsonObject,
    failedAtAll: investigate + parkedFolders,
    ...(watchedUntilMs === undefined ? {} : { retryAt: watchedUntilMs }),
    ...(watchGivenUp === undefined ? {} : { isWatchGivenUp: true as const }),
  };
}

/** What a person is to read of it. */
export function standingOf(
  pair: ExpectedPair,
  job: { readonly isPaused: boolean; readonly closed: JsonObject | undefined },
): { readonly status: string; readonly reason: unknown; readonly until: unknown } {
  const { phase, isHeld, reason, retryAt } = pair;
  const isStill = isHeld || job.isPaused;
  const opensAt = job.closed && Number(job.closed['until'] ?? Infinity);
  const outside = () => stands('waiting', 'outside-schedule', job.closed?.['until'] as number);
  const stands = (status: string, why?: string, until?: number) => ({ status, reason: why, until });
  if (phase === 'leased') return stands('running');
  if (phase === 'refused') return stands('needs-you', reason);
  if (phase === 'never') return isHeld ? stands('paused', 'held') : stands('ready');
  if (phase === 'in-line') {
    if (isStill) return stands('paused', isHeld ? 'held' : 'job-paused');
    return opensAt === undefined ? stands('queued') : outside();
  }
  if (phase === 'stopped') {
    if (reason === 'stopped') return stands('paused', reason);
    if (retryAt === undefined) return stands('needs-you', reason);
    if (isStill) return stands('paused', reason);
    return (opensAt ?? 0) > retryAt ? outside() : stands('waiting', reason, retryAt);
  }
  if (Number(pair.totals['failed']) + pair.failedAtAll > 0)
    return stands('completed-with-failures');
  if (retryAt !== undefined) return stands('under-watch', undefined, retryAt);
  return stands('completed', pair.isWatchGivenUp && 'watch-given-up');
}

export function sumsOf(pairs: readonly ExpectedPair[]): Readonly<Record<string, number>> {
  const sumOf = (name: string) => pairs.reduce((sum, { totals }) => sum + Number(totals[name]), 0);
  return Object.fromEntries(summed.map((name) => [name, sumOf(name)]));
}
