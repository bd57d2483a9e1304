import { unreachable } from '@mailhaul/kernel';
import type { KnownPair } from './known-pair.ts';
import type { PairEvent } from './pair-events.ts';
import type { Pair } from './pair-state.ts';
import { refreshedLedger } from './refreshed-ledger.ts';
import { evolveMaking, isMakingEvent, nothingPlanned, unplanned } from './target-making.ts';

export type { KnownPair, Lease } from './known-pair.ts';
export type { Pair } from './pair-state.ts';

/** Why a pass stands still that goes on when its job is started again or the pair is released. */
export const stoppedReason = 'stopped';
/** The generation of a pair's first ledger. */
export const firstGeneration = 1;
/** Of a pair that nobody gave another one. */
export const usualPriority = 1;
/** Of a pair whose event says none: every release but the first ones writes it down. */
export const unsaidPriority = 3;

export function initialPair(): Pair {
  return { status: 'unknown' };
}

export function isLeased(pair: Pair): boolean {
  return pair.status === 'under-way' && pair.lease !== undefined;
}

/** Outside jobs passes run without leases: whoever scheduled one runs it. */
export function mayBeWriting(pair: Pair & KnownPair): boolean {
  return pair.status === 'under-way' && (pair.wasLeased || pair.jobId === undefined);
}

export function evolve(pair: Pair, event: PairEvent): Pair {
  if (event.type === 'PairAdded') {
    const { jobId, priority = unsaidPriority, credentials = {} } = event.data;
    const { generation = firstGeneration, isMatched = true } = event.data;
    return {
      status: 'ready',
      mailboxes: event.sealed,
      isMatched,
      ledgerOf: isMatched ? event.sealed : undefined,
      credentials,
      jobId,
      isByConditions: event.data.byConditions === true,
      leaving: undefined,
      priority,
      isHeld: false,
      generation,
      leaseCount: pair.status === 'unknown' ? 0 : pair.leaseCount,
      passCount: 0,
      ...fresh,
      making: nothingPlanned,
    };
  }
  if (event.type === 'PairReturned') return returned(pair, event.data.byConditions === true);
  if (pair.status === 'unknown' || pair.status === 'removed') return pair;
  if (isMakingEvent(event)) return { ...pair, making: evolveMaking(pair.making, event) };
  switch (event.type) {
    case 'PairEdited': {
      const { credentials = pair.credentials, generation = pair.generation } = event.data;
      const isOther = generation !== pair.generation;
      const { isMatched = true } = event.data;
      const ledgerOf = isMatched ? event.sealed : pair.ledgerOf;
      const making = isMatched ? unplanned(pair.making) : pair.making;
      const edited = {
        mailboxes: event.sealed,
        isMatched,
        ledgerOf,
        credentials,
        generation,
        making,
      };
      return isOther
        ? { ...knownOf(pair), ...edited, ...fresh, status: 'ready' }
        : { ...pair, ...edited };
    }
    case 'PairMatched': {
      const { generation = pair.generation } = event.data;
      const mailboxes = event.sealed;
      const matched = {
        mailboxes,
        isMatched: true,
        ledgerOf: mailboxes,
        generation,
        making: unplanned(pair.making),
        ...dropped(pair),
      };
      const anew = generation === pair.generation ? {} : fresh;
      return { ...knownOf(pair), ...matched, ...anew, status: 'ready' };
    }
    case 'PairUnmatched': {
      const unmatched = { mailboxes: event.sealed, isMatched: false, watch: undefined };
      return { ...knownOf(pair), ...unmatched, ...dropped(pair), status: 'ready' };
    }
    case 'AddressRefreshed': {
      const ledgerOf = refreshedLedger(pair.ledgerOf, pair.mailboxes, event.sealed);
      return { ...pair, mailboxes: event.sealed, ledgerOf };
    }
    case 'PriorityChanged':
      return { ...pair, priority: event.data.priority };
    case 'PairHeld':
      return { ...pair, isHeld: true };
    case 'PairReleased':
      return { ...pair, isHeld: false };
    case 'PassScheduled': {
      const { passId, pass = 'start', run } = event.data;
      const passCount = pair.passCount + 1;
      return {
        ...knownOf(pair),
        status: 'under-way',
        passId,
        pass,
        scheduledAtMs: event.data.atMs,
        run,
        setsAside: event.data.setsAside === true,
        lease: undefined,
        wasLeased: pair.status === 'under-way' && pair.wasLeased,
        passCount,
        lastRun: run ?? pair.lastRun,
      };
    }
    case 'LeaseGranted': {
      if (pair.status !== 'under-way') return pair;
      const { lease, workerId, untilMs } = event.data;
      const given = { lease, workerId, untilMs, wasLeased: pair.wasLeased };
      return { ...pair, lease: given, wasLeased: true, leaseCount: lease };
    }
    case 'LeaseExpired':
      return pair.status === 'under-way' ? { ...pair, lease: undefined } : pair;
    case 'LeaseReleased': {
      if (pair.status !== 'under-way') return pair;
      // Who gives it back has let go; who was silent before may not have.
      return { ...pair, lease: undefined, wasLeased: pair.lease?.wasLeased ?? pair.wasLeased };
    }
    case 'PassDied':
      return pair.status === 'under-way'
        ? { ...pair, lease: undefined, deaths: event.data.deaths }
        : pair;
    case 'PassCompleted': {
      const { totals, findings } = event.data;
      const lastEnd = { kind: 'completed', totals, findings } as const;
      const untilMs = findings?.watchedUntilMs;
      const looks = isWatch(pair) ? looksOf(pair) + 1 : 0;
      const watch = untilMs === undefined ? undefined : { untilMs, looks };
      return { ...knownOf(pair), ...unharmed, status: 'ready', hasCompleted: true, lastEnd, watch };
    }
    case 'PassFailed': {
      const { code } = event.data;
      const lastEnd = { kind: 'failed', code } as const;
      return { ...knownOf(pair), ...unharmed, status: 'ready', lastEnd, watch: undefined };
    }
    case 'WatchPostponed': {
      const { reason, untilMs } = event.data;
      const looks = looksOf(pair) + (reason === stoppedReason ? 0 : 1);
      const watch = untilMs === undefined ? undefined : { untilMs, looks };
      return { ...knownOf(pair), ...unharmed, status: 'ready', watch };
    }
    case 'PassPaused': {
      const { reason, retryAt, progressed = false } = event.data;
      const { pass, run, setsAside } = pair.status === 'ready' ? nobodysPass : pair;
      const inRow = progressed ? 0 : pair.pauses;
      const pauses = retryAt === undefined ? inRow : inRow + 1;
      const goesOn = { pass, run, setsAside };
      return { ...knownOf(pair), status: 'paused', deaths: 0, pauses, reason, retryAt, ...goesOn };
    }
    case 'PairReset': {
      const { generation, withoutMatching = false } = event.data;
      return { ...knownOf(pair), ...fresh, status: 'ready', generation, withoutMatching };
    }
    case 'PairRemoved': {
      const { generation, leaseCount } = pair;
      return { status: 'removed', generation, leaseCount, left: undefined };
    }
    case 'PairLeaving':
      return { ...pair, leaving: event.data.why };
    case 'PairLeft': {
      const { generation, leaseCount } = pair;
      const kept = { ...pair, leaving: undefined };
      const left = kept.status === 'under-way' ? { ...kept, lease: undefined } : kept;
      return { status: 'removed', generation, leaseCount, left };
    }
    default:
      return unreachable(event);
  }
}

function returned(pair: Pair, isByConditions: boolean): Pair {
  if (pair.status === 'unknown') return pair;
  const kept = pair.status === 'removed' ? pair.left : pair;
  return kept === undefined ? pair : { ...kept, leaving: undefined, isByConditions };
}

/** Under way for a watch: nothing is copied, and the mailbox is completed as before. */
export function isWatch(pair: Pair): pair is Extract<Pair, { status: 'under-way' }> {
  return pair.status === 'under-way' && pair.pass === 'watch';
}

export function looksOf({ watch }: KnownPair): number {
  return watch?.looks ?? 0;
}

const nobodysPass = { pass: 'start', run: undefined, setsAside: false } as const;

/** What the end of a pass sets back. */
const unharmed = { deaths: 0, pauses: 0 } as const;

/** What a new generation begins with. */
const fresh = {
  ...unharmed,
  lastRun: 0,
  hasCompleted: false,
  lastEnd: undefined,
  watch: undefined,
  withoutMatching: false,
} as const;

/** A run that it drops out of owes it a pass again. */
function dropped(pair: Pair & KnownPair): { readonly lastRun: number } {
  return { lastRun: pair.status === 'ready' ? pair.lastRun : 0 };
}

function knownOf(pair: KnownPair): KnownPair {
  const { mailboxes, isMatched, ledgerOf, credentials, jobId, priority, isHeld } = pair;
  const { isByConditions, leaving } = pair;
  const { generation, passCount, lastRun, leaseCount, lastEnd } = pair;
  const { deaths, pauses, hasCompleted, watch, making, withoutMatching } = pair;
  return {
    ...{ mailboxes, isMatched, ledgerOf, credentials, jobId, priority, isHeld },
    ...{ generation, passCount, lastRun, leaseCount, lastEnd, isByConditions, leaving },
    ...{ deaths, pauses, hasCompleted, watch, making, withoutMatching },
  };
}
