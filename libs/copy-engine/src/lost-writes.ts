import type { BatchView } from './pass-ledger.ts';

/** How a write of this pass ended without an answer. */
export interface LostWrite {
  readonly atWallMs: number;
  /** Commit bytes were let go, or the server may commit item by item before them. */
  readonly mayStillCommit: boolean;
}

/** Added to every wait: clocks of two hosts differ. */
export const clockSkewMs = 5_000;
/** What a server may need to take in and process what had reached it. */
export const processingAllowanceMs = 30_000;
/**
 * Commit bytes go out on an answer of the ledger that was asked for at most so long ago: whoever opens the ledger knows from when on
 * nothing of an earlier writer can be let go. Some event stores take seconds over a read.
 */
export const answerAgeMsMax = 10_000;
/** How long a server may hold a half-sent command where its autologout is not known. */
export const lettingGoMsDefault = 65 * 60_000;

export interface SettlingTime {
  /** From then on an item that is not found will (almost surely) not come: wall milliseconds. */
  readonly safeAtWallMs: number;
  /** Until then it is looked for all the same; 0: it cannot come. */
  readonly watchUntilWallMs: number;
}

export interface SettlingFacts {
  readonly nowWallMs: number;
  readonly openedAtWallMs: number;
  /** The same as a span, which no wall clock that is set lengthens or shortens. */
  readonly openedAgoMs: number;
  readonly epoch: number;
  /** The batch's writer ran on this host and cannot be alive. */
  readonly isWriterDead: boolean;
  /** Its writer had closed all its connections by then, and said so. */
  readonly letGoAtWallMs?: number | undefined;
  readonly lettingGoMs: number;
  readonly lost: LostWrite | undefined;
}

/** When the fate of an open batch can be judged. */
export function settlingTimeOf(batch: BatchView, facts: SettlingFacts): SettlingTime {
  if (batch.epoch === facts.epoch) {
    const { lost } = facts;
    if (lost === undefined || !lost.mayStillCommit) {
      return { safeAtWallMs: facts.nowWallMs, watchUntilWallMs: 0 };
    }
    return {
      safeAtWallMs: lost.atWallMs + Math.max(batch.drainMs, processingAllowanceMs),
      watchUntilWallMs: lost.atWallMs + facts.lettingGoMs,
    };
  }
  const { openedAtWallMs, letGoAtWallMs = openedAtWallMs, lettingGoMs } = facts;
  // A time after ours says that a clock was set back.
  const endedAtWallMs = Math.min(openedAtWallMs, letGoAtWallMs);
  if (facts.isWriterDead) {
    return {
      safeAtWallMs: endedAtWallMs + batch.drainMs,
      watchUntilWallMs: endedAtWallMs + lettingGoMs,
    };
  }
  return {
    safeAtWallMs: Math.min(
      batch.notAfterWallMs + clockSkewMs + processingAllowanceMs,
      quietAtWallMs(batch, facts),
    ),
    watchUntilWallMs: Math.max(batch.notAfterWallMs, openedAtWallMs) + lettingGoMs,
  };
}

/**
 * By our own clock alone: an answer that lets commit bytes go was asked for before we had opened the ledger. Never where the batch's
 * writer did not promise how old that answer may be.
 */
function quietAtWallMs(
  { answerAgeMs, drainMs }: BatchView,
  { nowWallMs, openedAgoMs }: SettlingFacts,
): number {
  if (answerAgeMs === undefined) return Infinity;
  return nowWallMs - openedAgoMs + answerAgeMs + Math.max(drainMs, processingAllowanceMs);
}
