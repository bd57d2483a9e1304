import { unreachable } from '@mailhaul/kernel';
import type {
  PairCredentials,
  PairEvent,
  PairMailboxes,
  PassFindings,
  PassKind,
  PassTotals,
} from './pair-events.ts';

export type Pair =
  | { readonly status: 'unknown' }
  | { readonly status: 'removed'; readonly generation: number; readonly leaseCount: number }
  /** No pass is asked for: none yet, or the last one has ended. */
  | ({ readonly status: 'ready' } & KnownPair)
  /** A pass was scheduled and has not told its end: it waits for a worker, runs, or its worker died. */
  | ({
      readonly status: 'under-way';
      readonly passId: string;
      readonly pass: PassKind;
      /** When it was scheduled, wall milliseconds: ages are counted back from it, whoever runs the pass. */
      readonly scheduledAtMs: number;
      readonly run: number | undefined;
      /** Somebody wants copies set aside that may be there twice. */
      readonly setsAside: boolean;
      /** Undefined: no worker has it. */
      readonly lease: Lease | undefined;
      /** A worker had it, or the pass that it took over from: one that was silent may still write. */
      readonly wasLeased: boolean;
    } & KnownPair)
  | ({
      readonly status: 'paused';
      readonly reason: string;
      /** Wall milliseconds; undefined: when somebody asks. */
      readonly retryAt: number | undefined;
      /** Of the pass that goes on. */
      readonly pass: PassKind;
      readonly run: number | undefined;
      readonly setsAside: boolean;
    } & KnownPair);

export interface Lease {
  readonly lease: number;
  readonly workerId: string;
  readonly untilMs: number;
  /** A worker had the pass before and may still write. */
  readonly wasLeased: boolean;
}

export interface KnownPair {
  /** Undefined once the tenant's key is destroyed. */
  readonly mailboxes: PairMailboxes | undefined;
  /** It has a target mailbox. */
  readonly isMatched: boolean;
  /** Which mailboxes its present ledger is of; undefined: none yet, or the key is destroyed. */
  readonly ledgerOf: PairMailboxes | undefined;
  readonly credentials: PairCredentials;
  readonly jobId: string | undefined;
  readonly priority: number;
  readonly isHeld: boolean;
  /** Which ledger counts; Reset and other mailboxes begin the next one. */
  readonly generation: number;
  /** Passes scheduled so far. */
  readonly passCount: number;
  /** Of its job, the last that this generation had a pass of; 0: none. */
  readonly lastRun: number;
  /** Leases granted so far, over all passes. */
  readonly leaseCount: number;
  /** Deaths of what ran its passes, since one ended. */
  readonly deaths: number;
  /** Pauses in a row that end by themselves, and no item came to an outcome in between. */
  readonly pauses: number;
  /** A pass of this generation was completed. */
  readonly hasCompleted: boolean;
  readonly lastEnd: PassEnding | undefined;
  /** Of a completed pair: a batch may still appear at its target, and somebody is to look for it. */
  readonly watch: Watch | undefined;
}

export interface Watch {
  /** Wall milliseconds: then it is to be looked for. */
  readonly untilMs: number;
  /** Looks that settled nothing. */
  readonly looks: number;
}

export type PassEnding =
  | {
      readonly kind: 'completed';
      readonly totals: PassTotals;
      readonly findings: PassFindings | undefined;
    }
  | { readonly kind: 'failed'; readonly code: string };

/** Why a pass stands still that goes on when its job is started again or the pair is released. */
export const stoppedReason = 'stopped';
/** The generation of a pair's first ledger. */
export const firstGeneration = 1;
/** Of a pair that nobody gave another one. */
export const usualPriority = 3;

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
    const { jobId, priority = usualPriority, credentials = {} } = event.data;
    const { generation = firstGeneration, isMatched = true } = event.data;
    return {
      status: 'ready',
      mailboxes: event.sealed,
      isMatched,
      ledgerOf: isMatched ? event.sealed : undefined,
      credentials,
      jobId,
      priority,
      isHeld: false,
      generation,
      leaseCount: pair.status === 'unknown' ? 0 : pair.leaseCount,
      passCount: 0,
      ...fresh,
    };
  }
  if (pair.status === 'unknown' || pair.status === 'removed') return pair;
  switch (event.type) {
    case 'PairEdited': {
      const { credentials = pair.credentials, generation = pair.generation } = event.data;
      const isOther = generation !== pair.generation;
      const { isMatched = true } = event.data;
      const ledgerOf = isMatched ? event.sealed : pair.ledgerOf;
      const edited = { mailboxes: event.sealed, isMatched, ledgerOf, credentials, generation };
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
        ...dropped(pair),
      };
      const anew = generation === pair.generation ? {} : fresh;
      return { ...knownOf(pair), ...matched, ...anew, status: 'ready' };
    }
    case 'PairUnmatched': {
      const unmatched = { mailboxes: event.sealed, isMatched: false, watch: undefined };
      return { ...knownOf(pair), ...unmatched, ...dropped(pair), status: 'ready' };
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
      const { generation } = event.data;
      return { ...knownOf(pair), ...fresh, status: 'ready', generation };
    }
    case 'PairRemoved': {
      const { generation, leaseCount } = pair;
      return { status: 'removed', generation, leaseCount };
    }
    default:
      return unreachable(event);
  }
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
} as const;

/** A run that it drops out of owes it a pass again. */
function dropped(pair: Pair & KnownPair): { readonly lastRun: number } {
  return { lastRun: pair.status === 'ready' ? pair.lastRun : 0 };
}

function knownOf(pair: KnownPair): KnownPair {
  const { mailboxes, isMatched, ledgerOf, credentials, jobId, priority, isHeld } = pair;
  const { generation, passCount, lastRun, leaseCount, lastEnd } = pair;
  const { deaths, pauses, hasCompleted, watch } = pair;
  return {
    ...{ mailboxes, isMatched, ledgerOf, credentials, jobId, priority, isHeld },
    ...{ generation, passCount, lastRun, leaseCount, lastEnd },
    ...{ deaths, pauses, hasCompleted, watch },
  };
}
