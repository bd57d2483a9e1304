import type { PairSide, PassFindings, PassKind, PassTotals } from '@mailhaul/domain';
import { unreachable } from '@mailhaul/kernel';
import type { StopCause } from './held-lease.ts';
import type { PassFailure, PassFigures, PassResult } from './isolation/pass-assignment.ts';
import { retryDelayMs } from './retry-delay.ts';

/** What is told about a pass; the pass and its lease are added by who tells it. */
export type PassWord =
  | {
      readonly kind: 'CompletePass';
      readonly totals: PassTotals;
      readonly findings: PassFindings;
    }
  | {
      readonly kind: 'FailPass';
      readonly code: string;
      readonly scope: PassFailure['scope'];
      readonly side?: PairSide;
      readonly words?: string;
    }
  | {
      readonly kind: 'PausePass';
      readonly reason: string;
      readonly retryAt: number | undefined;
      readonly progressed: boolean;
      readonly side?: PairSide;
      readonly words?: string;
    }
  | { readonly kind: 'ReleaseLease' }
  | { readonly kind: 'TellDeath' };

/** What becomes of the pair, and perhaps of a connection, when a pass has ended. */
export interface PassVerdict {
  /** Undefined: nothing is to be told. */
  readonly word: PassWord | undefined;
  /** No mailbox can be reached over that side's connection until a person mends it. */
  readonly broken?: { readonly side: PairSide; readonly code: string; readonly words?: string };
}

export interface PassSurroundings {
  /** Why the worker asked the pass to stop; undefined: it did not. */
  readonly cause: StopCause | undefined;
  /** Of the pair: pauses in a row without progress. */
  readonly pauses: number;
  readonly pass: PassKind;
  readonly nowMs: number;
  /** 0 to 1, drawn anew for each pass. */
  readonly chance: number;
}

/** Why a pass stands still until its job is started again or the pair released. */
const stoppedReason = 'stopped';
/** A watch whose time is over and that could not be ended yet, as another host's clock is doubted for longer. */
const lookAgainMs = 30 * 60_000;
/** Of the connection by their scope on the wire, and yet one mailbox's own trouble. */
const mailboxCodes: ReadonlySet<string> = new Set(['answer-too-large']);

/** The one place where a pass's end becomes behaviour. */
export function judgePass(result: PassResult, around: PassSurroundings): PassVerdict {
  const { end, figures } = result;
  // Whoever has the lease now tells how it stands.
  if (around.cause === 'lost') return { word: undefined };
  switch (end.kind) {
    case 'completed':
      return {
        word: figures === undefined ? { kind: 'ReleaseLease' } : completed(figures, around),
      };
    case 'stopped':
      return { word: stopped(figures, around) };
    case 'superseded':
      return { word: undefined };
    case 'died':
      return { word: { kind: 'TellDeath' } };
    case 'failed':
      return failed(end.failure, figures, around);
    default:
      return unreachable(end);
  }
}

function stopped(figures: PassFigures | undefined, { cause }: PassSurroundings): PassWord {
  if (cause !== 'asked') return { kind: 'ReleaseLease' };
  const progressed = hasProgressed(figures);
  return { kind: 'PausePass', reason: stoppedReason, retryAt: undefined, progressed };
}

function failed(
  failure: PassFailure,
  figures: PassFigures | undefined,
  around: PassSurroundings,
): PassVerdict {
  const { code, scope, disposition } = failure;
  switch (disposition) {
    case 'retry':
    case 'retryAfter': {
      // Asked to stop, it is the person who says when it goes on.
      if (around.cause !== undefined) return { word: stopped(figures, around) };
      const progressed = hasProgressed(figures);
      const pauses = progressed ? 0 : around.pauses;
      const hint = failure.retryAfterMs === undefined ? {} : { hintMs: failure.retryAfterMs };
      const delayMs = retryDelayMs({ pauses, chance: around.chance, ...hint });
      const retryAt = Math.ceil(around.nowMs + delayMs);
      const said = saidOf(failure);
      return { word: { kind: 'PausePass', reason: code, retryAt, progressed, ...said } };
    }
    case 'failItem':
    case 'bug':
      return { word: { kind: 'FailPass', code, scope, ...saidOf(failure) } };
    case 'needsOperator': {
      const word = { kind: 'FailPass', code, scope, ...saidOf(failure) } as const;
      // A look breaks nothing that works: perhaps the source is gone, now that all of it was copied.
      const broken = around.pass === 'watch' ? undefined : brokenBy(failure);
      return broken === undefined ? { word } : { word, broken };
    }
    default:
      return unreachable(disposition);
  }
}

function brokenBy(failure: PassFailure): PassVerdict['broken'] {
  const { code, scope, side, serverText } = failure;
  if (side === undefined) return undefined;
  switch (scope) {
    case 'item':
    case 'folder':
    case 'mailbox':
    case 'process':
      return undefined;
    case 'connection': {
      if (mailboxCodes.has(code)) return undefined;
      return { side, code, ...(serverText === undefined ? {} : { words: serverText }) };
    }
    default:
      return unreachable(scope);
  }
}

function completed(figures: PassFigures, { nowMs }: PassSurroundings): PassWord {
  const { totals, verification, unverified, watchedUntilWallMs } = figures;
  const { investigate, surplusReported, parkedFolders } = figures;
  const findings: PassFindings = {
    ...verification,
    ...(unverified === undefined ? {} : { unverified }),
    ...(watchedUntilWallMs === undefined
      ? {}
      : { watchedUntilMs: Math.max(watchedUntilWallMs, Math.ceil(nowMs) + lookAgainMs) }),
    ...{ investigate, surplusReported, parkedFolders },
  };
  return { kind: 'CompletePass', totals, findings };
}

function hasProgressed(figures: PassFigures | undefined): boolean {
  return figures !== undefined && Object.values(figures.passCounts).some((count) => count > 0);
}

function saidOf({ side, serverText }: PassFailure): { side?: PairSide; words?: string } {
  return {
    ...(side === undefined ? {} : { side }),
    ...(serverText === undefined ? {} : { words: serverText }),
  };
}
