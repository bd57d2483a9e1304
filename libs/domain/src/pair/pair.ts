import { unreachable } from '@mailhaul/kernel';

/**
 * The facts of a mailbox pair. `sealed` is the personal part and is undefined once its key is destroyed; `atMs` is the
 * wall's time, `actor` who asked. A pass is named, so that what a superseded one says late is not taken for the present one's.
 */
export type PairEvent =
  | { type: 'PairAdded'; data: PairFact; sealed?: PairMailboxes | undefined }
  | { type: 'PassScheduled'; data: PassFact & { readonly generation: number } }
  | { type: 'PassCompleted'; data: PassFact & { readonly totals: PassTotals } }
  /** The pass ended and will not go on by itself; `code` says why. */
  | { type: 'PassFailed'; data: PassFact & { readonly code: string } }
  /** The pass stands still; without `retryAt` until somebody asks for the next one. */
  | {
      type: 'PassPaused';
      data: PassFact & { readonly reason: string; readonly retryAt?: number };
    }
  /** What was migrated is forgotten: from here on the ledger of that generation counts. */
  | { type: 'PairReset'; data: PairFact & { readonly generation: number } };

export interface PairFact {
  readonly atMs: number;
  readonly actor: string;
}

export interface PassFact extends PairFact {
  readonly passId: string;
}

/** What each side's connector calls its mailbox: stable, and no secret. */
export interface PairMailboxes {
  readonly source: string;
  readonly target: string;
}

/** Where the pair stands over all its passes, as its ledger has it. */
export interface PassTotals {
  readonly migrated: number;
  readonly excluded: number;
  readonly failed: number;
  readonly gone: number;
  readonly collapsed: number;
  readonly pending: number;
  readonly bytesMigrated: number;
}

export type Pair =
  | { readonly status: 'unknown' }
  /** No pass is asked for: none yet, or the last one has ended. */
  | ({ readonly status: 'ready' } & KnownPair)
  /** A pass was scheduled and has not told its end: it runs, or its worker died. */
  | ({ readonly status: 'under-way'; readonly passId: string } & KnownPair)
  | ({
      readonly status: 'paused';
      readonly reason: string;
      /** Wall milliseconds; undefined: when somebody asks. */
      readonly retryAt: number | undefined;
    } & KnownPair);

export interface KnownPair {
  /** Undefined once the tenant's key is destroyed. */
  readonly mailboxes: PairMailboxes | undefined;
  /** Which ledger counts; Reset begins the next one. */
  readonly generation: number;
  /** Passes scheduled so far. */
  readonly passCount: number;
  readonly lastEnd: PassEnding | undefined;
}

export type PassEnding =
  | { readonly kind: 'completed'; readonly totals: PassTotals }
  | { readonly kind: 'failed'; readonly code: string };

/** The generation of a pair's first ledger. */
export const firstGeneration = 1;

export function initialPair(): Pair {
  return { status: 'unknown' };
}

export function evolve(pair: Pair, event: PairEvent): Pair {
  if (event.type === 'PairAdded') {
    return {
      status: 'ready',
      mailboxes: event.sealed,
      generation: firstGeneration,
      passCount: 0,
      lastEnd: undefined,
    };
  }
  // Events of a pair follow its PairAdded; a stream that begins otherwise tells nothing.
  if (pair.status === 'unknown') return pair;
  const { mailboxes, generation, passCount, lastEnd } = pair;
  const known: KnownPair = { mailboxes, generation, passCount, lastEnd };
  switch (event.type) {
    case 'PassScheduled': {
      const { passId } = event.data;
      return { ...known, status: 'under-way', passId, passCount: passCount + 1 };
    }
    case 'PassCompleted': {
      const { totals } = event.data;
      return { ...known, status: 'ready', lastEnd: { kind: 'completed', totals } };
    }
    case 'PassFailed': {
      const { code } = event.data;
      return { ...known, status: 'ready', lastEnd: { kind: 'failed', code } };
    }
    case 'PassPaused': {
      const { reason, retryAt } = event.data;
      return { ...known, status: 'paused', reason, retryAt };
    }
    case 'PairReset':
      return { ...known, status: 'ready', generation: event.data.generation, lastEnd: undefined };
    default:
      return unreachable(event);
  }
}
