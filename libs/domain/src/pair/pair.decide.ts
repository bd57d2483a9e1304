import { unreachable } from '@mailhaul/kernel';
import type {
  PairCredentials,
  PairEvent,
  PairFact,
  PairMailboxes,
  PairPlacing,
  PairSide,
  PassFact,
  PassFindings,
  PassKind,
  PassTotals,
} from './pair-events.ts';
import { evolve, initialPair, isLeased, type KnownPair, mayBeWriting, type Pair } from './pair.ts';
import { pairUpcasters } from './pair.versions.ts';

/** Time and actor come with the command; a pass is named by whoever schedules it. */
export type PairCommand = { readonly commandId: string } & PairFact &
  (
    | {
        readonly kind: 'AddPair';
        readonly mailboxes: PairMailboxes;
        readonly placing?: PairPlacing;
      }
    | {
        readonly kind: 'EditPair';
        readonly mailboxes: PairMailboxes;
        /** Absent: as they are. */
        readonly credentials?: PairCredentials;
      }
    | { readonly kind: 'SetPriority'; readonly priority: number }
    /** A person's wish: unlike SchedulePass it never takes over from a pass under way. */
    | { readonly kind: 'RequestPass'; readonly passId: string; readonly pass: PassKind }
    | { readonly kind: 'HoldPair' }
    | { readonly kind: 'ReleasePair' }
    | {
        readonly kind: 'SchedulePass';
        readonly passId: string;
        readonly pass?: PassKind;
        readonly run?: number;
      }
    | {
        readonly kind: 'GrantLease';
        readonly passId: string;
        readonly workerId: string;
        readonly untilMs: number;
      }
    | ({ readonly kind: 'ExpireLease' } & LeaseNamed)
    | ({ readonly kind: 'ReleaseLease' } & LeaseNamed)
    | ({ readonly kind: 'TellDeath' } & LeaseNamed)
    | ({
        readonly kind: 'CompletePass';
        readonly totals: PassTotals;
        readonly findings?: PassFindings;
      } & PassNamed)
    | ({
        readonly kind: 'FailPass';
        readonly code: string;
        readonly side?: PairSide;
        readonly scope?: string;
        readonly words?: string;
      } & PassNamed)
    | ({
        readonly kind: 'PausePass';
        readonly reason: string;
        readonly retryAt: number | undefined;
        /** Items came to an outcome since it began. */
        readonly progressed?: boolean;
        readonly side?: PairSide;
        readonly words?: string;
      } & PassNamed)
    | { readonly kind: 'ResetPair' }
    | { readonly kind: 'RemovePair' }
  );

interface LeaseNamed {
  readonly passId: string;
  readonly lease: number;
}

interface PassNamed {
  readonly passId: string;
  /** Absent where passes run without leases. */
  readonly lease?: number;
}

export interface PairRejection {
  readonly kind: 'rejected';
  readonly reason:
    | 'PairUnknown'
    /** The pair's id is of other mailboxes: a pair keeps its two for good. */
    | 'OtherMailboxes'
    /** Another pass was scheduled since, or this one has told its end. */
    | 'PassNotCurrent'
    /** The lease was given to another worker since, or has ended. */
    | 'LeaseNotCurrent'
    /** A person wants it to stand still. */
    | 'PairHeld'
    /** A worker has it, or may still write by the present ledger: pause it first. */
    | 'PassUnderWay'
    /** A delta takes what came since a pass was completed, and none was. */
    | 'NeverCompleted'
    /** A first pass of everything was completed: what is new is a delta's. */
    | 'AlreadyCompleted';
}

/** How often what runs a pair's pass may die before a person must look. */
export const deathsMax = 3;
/** The code of a pass that ended because of that. */
export const deathCode = 'worker-died';

/** The pair as `handleCommand` wants it. */
export const pairDecider = {
  initial: initialPair,
  evolve,
  decide: decidePair,
  upcasters: pairUpcasters,
} as const;

type Decision = readonly PairEvent[] | PairRejection;
type UnderWay = Extract<Pair, { status: 'under-way' }>;

function decidePair(pair: Pair, command: PairCommand): Decision {
  if (command.kind === 'AddPair') return addPair(pair, command);
  if (pair.status === 'unknown' || pair.status === 'removed') return rejected('PairUnknown');
  switch (command.kind) {
    case 'EditPair':
      return editPair(pair, command);
    case 'SetPriority': {
      const { priority } = command;
      if (pair.priority === priority) return [];
      return [{ type: 'PriorityChanged', data: { ...factOf(command), priority } }];
    }
    case 'HoldPair':
      return pair.isHeld ? [] : [{ type: 'PairHeld', data: factOf(command) }];
    case 'ReleasePair':
      return pair.isHeld ? [{ type: 'PairReleased', data: factOf(command) }] : [];
    case 'SchedulePass': {
      const { pass, run } = command;
      const kind = pass === undefined ? {} : { pass };
      const asked = run === undefined ? {} : { run };
      const { generation } = pair;
      return [
        { type: 'PassScheduled', data: { ...passFact(command), generation, ...kind, ...asked } },
      ];
    }
    case 'RequestPass':
      return requestPass(pair, command);
    case 'GrantLease': {
      if (!isCurrent(pair, command)) return rejected('PassNotCurrent');
      if (pair.lease !== undefined) return rejected('LeaseNotCurrent');
      if (pair.isHeld) return rejected('PairHeld');
      const { workerId, untilMs } = command;
      const lease = pair.leaseCount + 1;
      return [{ type: 'LeaseGranted', data: { ...passFact(command), lease, workerId, untilMs } }];
    }
    case 'ExpireLease':
      return ofPass(pair, command, [{ type: 'LeaseExpired', data: leaseFact(command) }]);
    case 'ReleaseLease':
      return ofPass(pair, command, [{ type: 'LeaseReleased', data: leaseFact(command) }]);
    case 'TellDeath': {
      const deaths = pair.deaths + 1;
      const died: PairEvent = { type: 'PassDied', data: { ...leaseFact(command), deaths } };
      const failed: PairEvent = {
        type: 'PassFailed',
        data: { ...passFact(command), code: deathCode, scope: 'mailbox' },
      };
      return ofPass(pair, command, deaths < deathsMax ? [died] : [died, failed]);
    }
    case 'CompletePass': {
      const { totals, findings } = command;
      const found = findings === undefined ? {} : { findings };
      return ofPass(pair, command, [
        { type: 'PassCompleted', data: { ...passFact(command), totals, ...found } },
      ]);
    }
    case 'FailPass': {
      const { code, scope } = command;
      const reach = scope === undefined ? {} : { scope };
      const data = { ...passFact(command), code, ...reach, ...sideOf(command) };
      return ofPass(pair, command, [{ type: 'PassFailed', data, ...wordsOf(command) }]);
    }
    case 'PausePass': {
      const { reason, retryAt, progressed = false } = command;
      const until = retryAt === undefined ? {} : { retryAt };
      const far = progressed ? ({ progressed } as const) : {};
      const data = { ...passFact(command), reason, ...until, ...far, ...sideOf(command) };
      return ofPass(pair, command, [{ type: 'PassPaused', data, ...wordsOf(command) }]);
    }
    case 'ResetPair':
      if (mayBeWriting(pair)) return rejected('PassUnderWay');
      return [{ type: 'PairReset', data: { ...factOf(command), generation: pair.generation + 1 } }];
    case 'RemovePair':
      if (isLeased(pair)) return rejected('PassUnderWay');
      return [{ type: 'PairRemoved', data: factOf(command) }];
    default:
      return unreachable(command);
  }
}

function addPair(
  pair: Pair,
  command: PairFact & { readonly mailboxes: PairMailboxes; readonly placing?: PairPlacing },
): Decision {
  const { mailboxes, placing = {} } = command;
  if (pair.status === 'unknown' || pair.status === 'removed') {
    const next = pair.status === 'removed' ? { generation: pair.generation + 1 } : {};
    const data = { ...factOf(command), ...placing, ...next };
    return [{ type: 'PairAdded', data, sealed: mailboxes }];
  }
  const isSame =
    pair.mailboxes === undefined ||
    (pair.mailboxes.source === mailboxes.source && pair.mailboxes.target === mailboxes.target);
  return isSame ? [] : rejected('OtherMailboxes');
}

/** Other mailboxes have another ledger; what stands on the target is matched by it. */
function editPair(
  pair: KnownPair & Pair,
  command: PairFact & {
    readonly mailboxes: PairMailboxes;
    readonly credentials?: PairCredentials;
  },
): Decision {
  const { mailboxes, credentials } = command;
  const was = pair.mailboxes;
  const isOther = was?.source !== mailboxes.source || was.target !== mailboxes.target;
  const isSame =
    !isOther &&
    credentials === undefined &&
    was.sourceUser === mailboxes.sourceUser &&
    was.targetUser === mailboxes.targetUser &&
    was.externalId === mailboxes.externalId;
  if (isSame) return [];
  if (isOther && isLeased(pair)) return rejected('PassUnderWay');
  const hasLedger = pair.passCount > 0 || pair.generation > 1;
  const next = isOther && hasLedger ? { generation: pair.generation + 1 } : {};
  const given = credentials === undefined ? {} : { credentials };
  return [
    { type: 'PairEdited', data: { ...factOf(command), ...given, ...next }, sealed: mailboxes },
  ];
}

function requestPass(
  pair: KnownPair & Pair,
  command: PassFact & { readonly pass: PassKind },
): Decision {
  const { pass } = command;
  if (pair.status === 'under-way') return rejected('PassUnderWay');
  const isResumed = pair.status === 'paused';
  const isCompleted = pair.lastEnd?.kind === 'completed';
  if (!isResumed && pass === 'delta' && !pair.hasCompleted) return rejected('NeverCompleted');
  if (!isResumed && pass === 'start' && isCompleted) return rejected('AlreadyCompleted');
  const goesOn = isResumed ? pair.pass : pass;
  const { generation } = pair;
  return [{ type: 'PassScheduled', data: { ...passFact(command), generation, pass: goesOn } }];
}

function isCurrent(pair: Pair, { passId }: { readonly passId: string }): pair is UnderWay {
  return pair.status === 'under-way' && pair.passId === passId;
}

function ofPass(pair: Pair, command: PassNamed, events: readonly PairEvent[]): Decision {
  if (!isCurrent(pair, command)) return rejected('PassNotCurrent');
  const { lease } = command;
  if (lease !== undefined && pair.lease?.lease !== lease) return rejected('LeaseNotCurrent');
  return events;
}

function factOf({ atMs, actor }: PairFact): PairFact {
  return { atMs, actor };
}

function passFact({ atMs, actor, passId }: PassFact): PassFact {
  return { atMs, actor, passId };
}

function leaseFact({ lease, ...rest }: PassFact & LeaseNamed): PassFact & LeaseNamed {
  return { ...passFact(rest), lease };
}

function sideOf({ side }: { readonly side?: PairSide }): { readonly side?: PairSide } {
  return side === undefined ? {} : { side };
}

function wordsOf({ words }: { readonly words?: string }): { sealed?: { words: string } } {
  return words === undefined ? {} : { sealed: { words } };
}

function rejected(reason: PairRejection['reason']): PairRejection {
  return { kind: 'rejected', reason };
}
