import { unreachable } from '@mailhaul/kernel';
import {
  type PairEvent,
  type PairFact,
  type PairMailboxes,
  type PassFact,
  type PassTotals,
  evolve,
  initialPair,
  type KnownPair,
  type Pair,
} from './pair.ts';
import { pairUpcasters } from './pair.versions.ts';

/** Time and actor come with the command; a pass is named by whoever schedules it. */
export type PairCommand = { readonly commandId: string } & PairFact &
  (
    | { readonly kind: 'AddPair'; readonly mailboxes: PairMailboxes }
    | { readonly kind: 'SchedulePass'; readonly passId: string }
    | { readonly kind: 'CompletePass'; readonly passId: string; readonly totals: PassTotals }
    | { readonly kind: 'FailPass'; readonly passId: string; readonly code: string }
    | {
        readonly kind: 'PausePass';
        readonly passId: string;
        readonly reason: string;
        readonly retryAt: number | undefined;
      }
    | { readonly kind: 'ResetPair' }
  );

export interface PairRejection {
  readonly kind: 'rejected';
  readonly reason:
    | 'PairUnknown'
    /** The pair's id is of other mailboxes: a pair keeps its two for good. */
    | 'OtherMailboxes'
    /** Another pass was scheduled since, or this one has told its end. */
    | 'PassNotCurrent'
    /** A pass may still write by the present ledger: let it end, or schedule one that does. */
    | 'PassUnderWay';
}

/** The pair as `handleCommand` wants it. */
export const pairDecider = {
  initial: initialPair,
  evolve,
  decide: decidePair,
  upcasters: pairUpcasters,
} as const;

function decidePair(pair: Pair, command: PairCommand): readonly PairEvent[] | PairRejection {
  if (command.kind === 'AddPair') return addPair(pair, command);
  if (pair.status === 'unknown') return rejected('PairUnknown');
  switch (command.kind) {
    case 'SchedulePass':
      return [{ type: 'PassScheduled', data: { ...passFact(command), ...generationOf(pair) } }];
    case 'CompletePass':
      return ofPass(pair, command, {
        type: 'PassCompleted',
        data: { ...passFact(command), totals: command.totals },
      });
    case 'FailPass':
      return ofPass(pair, command, {
        type: 'PassFailed',
        data: { ...passFact(command), code: command.code },
      });
    case 'PausePass': {
      const { reason, retryAt } = command;
      const until = retryAt === undefined ? {} : { retryAt };
      return ofPass(pair, command, {
        type: 'PassPaused',
        data: { ...passFact(command), reason, ...until },
      });
    }
    case 'ResetPair':
      if (pair.status === 'under-way') return rejected('PassUnderWay');
      return [{ type: 'PairReset', data: { ...factOf(command), generation: pair.generation + 1 } }];
    default:
      return unreachable(command);
  }
}

function addPair(
  pair: Pair,
  command: PairFact & { readonly mailboxes: PairMailboxes },
): readonly PairEvent[] | PairRejection {
  const { source, target } = command.mailboxes;
  if (pair.status === 'unknown') {
    return [{ type: 'PairAdded', data: factOf(command), sealed: { source, target } }];
  }
  const { mailboxes } = pair;
  const isSame =
    mailboxes === undefined || (mailboxes.source === source && mailboxes.target === target);
  return isSame ? [] : rejected('OtherMailboxes');
}

function ofPass(
  pair: Pair,
  command: { readonly passId: string },
  event: PairEvent,
): readonly PairEvent[] | PairRejection {
  const isCurrent = pair.status === 'under-way' && pair.passId === command.passId;
  return isCurrent ? [event] : rejected('PassNotCurrent');
}

function factOf({ atMs, actor }: PairFact): PairFact {
  return { atMs, actor };
}

function passFact({ atMs, actor, passId }: PassFact): PassFact {
  return { atMs, actor, passId };
}

function generationOf({ generation }: KnownPair): { readonly generation: number } {
  return { generation };
}

function rejected(reason: PairRejection['reason']): PairRejection {
  return { kind: 'rejected', reason };
}
