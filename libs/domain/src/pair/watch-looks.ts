import type { PairEvent, PassFact, PassFindings } from './pair-events.ts';
import { isWatch, looksOf, stoppedReason } from './pair.ts';
import type { KnownPair, Pair } from './pair.ts';

/** Looks for a late batch that settled nothing, before nobody looks any more. */
export const looksMax = 6;
/** Doubles with each look that could not be made. */
const lookAgainMs = 10 * 60_000;
/** The batch could not be ruled out by as many looks: the folder is not what it was, or the clock does not go on. */
const stillWatchedCode = 'still-watched';

/** What the events of a watch carry, so that nobody takes them for those of a pass that copies. */
export function ofLook(pair: Pair): { readonly pass?: 'watch' } {
  return isWatch(pair) ? { pass: 'watch' } : {};
}

/** What a look found out, with an end to looking. */
export function completedLook(
  pair: KnownPair,
  findings: PassFindings | undefined,
): PassFindings | undefined {
  if (findings?.watchedUntilMs === undefined || looksOf(pair) + 1 < looksMax) return findings;
  const { watchedUntilMs: _until, ...rest } = findings;
  return { ...rest, watchGivenUp: stillWatchedCode };
}

/** A completed mailbox does not fail because nobody could look at it: later again, a bounded number of times. */
export function failedLook(pair: KnownPair, command: PassFact, code: string): PairEvent {
  const looks = looksOf(pair);
  const again = looks + 1 < looksMax ? { untilMs: command.atMs + lookAgainMs * 2 ** looks } : {};
  return postponed(command, { reason: code, ...again });
}

/** What waits counts as a look that failed; not so where a person wanted it to stand still. */
export function stoppedLook(pair: KnownPair, command: PassFact, reason: string): PairEvent {
  if (reason !== stoppedReason) return failedLook(pair, command, reason);
  return postponed(command, { reason, untilMs: command.atMs });
}

function postponed(
  { atMs, actor, passId }: PassFact,
  why: { readonly reason: string; readonly untilMs?: number },
): PairEvent {
  return { type: 'WatchPostponed', data: { atMs, actor, passId, pass: 'watch', ...why } };
}
