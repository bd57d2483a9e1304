import { addPair, departure, leavePair, matchedOf } from './join-and-leave.ts';
import { ledgerFor } from './ledger-for.ts';
import { matchPair, unmatchPair } from './match-pair.ts';
import { decidePlan } from './plan-target.ts';
import { unreachable } from '@mailhaul/kernel';
import type { LeaseNamed, PairCommand, PairRejection, PassNamed } from './pair-commands.ts';
import type {
  PairCredentials,
  PairEvent,
  PairFact,
  PairMailboxes,
  PairSide,
  PassFact,
  PassKind,
} from './pair-events.ts';
import { evolve, initialPair, isLeased, isWatch, mayBeWriting } from './pair.ts';
import type { KnownPair, Pair } from './pair.ts';
import { refreshPair } from './refresh-pair.ts';
import { areSameMailboxes } from './same-mailboxes.ts';
import { completedLook, failedLook, ofLook, stoppedLook } from './watch-looks.ts';
import { pairUpcasters } from './pair.versions.ts';

/** How often what runs a pair's pass may die before a person must look. */
export const deathsMax = 3;
/** The code of a pass that ended because of that. */
export const deathCode = 'worker-died';

/** The code of a pass that found other mailboxes than its ledger is of. */
export const otherMailboxesCode = 'other-mailboxes';

/** The pair as `handleCommand` wants it. */
export const pairDecider = {
  initial: initialPair,
  evolve,
  decide: decidePair,
  upcasters: pairUpcasters,
} as const;

type Decision = readonly PairEvent[] | PairRejection;
type UnderWay = Extract<Pair, { status: 'under-way' }>;

/** What the command comes to, and where the pair was to leave and nobody is at it any more: that it has left. */
function decidePair(pair: Pair, command: PairCommand): Decision {
  const decided = decideCommand(pair, command);
  if ('kind' in decided) return decided;
  const after = decided.reduce(evolve, pair);
  return [...decided, ...departure(after, command)];
}

function decideCommand(pair: Pair, command: PairCommand): Decision {
  if (command.kind === 'AddPair') return addPair(pair, command);
  if (pair.status === 'unknown' || pair.status === 'removed') return rejected('PairUnknown');
  switch (command.kind) {
    case 'EditPair':
      return editPair(pair, command);
    case 'MatchPair':
      return orRejected(matchPair(pair, command));
    case 'UnmatchPair':
      return orRejected(unmatchPair(pair, command));
    case 'RefreshAddresses':
      return orRejected(refreshPair(pair, command));
    case 'PlanTarget':
    case 'AskTarget':
    case 'BeginTarget':
    case 'TellTargetMade':
    case 'RefuseTarget':
    case 'TellPassword':
      return orRejected(decidePlan(pair, command));
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
      if (!pair.isMatched) return rejected('NotMatched');
      const { pass, run } = command;
      const kind = pass === undefined ? {} : { pass };
      const asked = run === undefined ? {} : { run };
      const { generation } = pair;
      return [
        {
          type: 'PassScheduled',
          data: { ...passFact(command), generation, ...kind, ...asked, ...asideOf(pair) },
        },
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
      const data = { ...passFact(command), ...ofLook(pair), lease, workerId, untilMs };
      return [{ type: 'LeaseGranted', data }];
    }
    case 'ExpireLease':
      return ofPass(pair, command, [{ type: 'LeaseExpired', data: leaseFact(pair, command) }]);
    case 'ReleaseLease':
      return ofPass(pair, command, [{ type: 'LeaseReleased', data: leaseFact(pair, command) }]);
    case 'TellDeath': {
      const deaths = pair.deaths + 1;
      const died: PairEvent = { type: 'PassDied', data: { ...leaseFact(pair, command), deaths } };
      if (isWatch(pair)) {
        const ends = deaths < deathsMax ? [] : [failedLook(pair, command, deathCode)];
        return ofPass(pair, command, [died, ...ends]);
      }
      const failed: PairEvent = {
        type: 'PassFailed',
        data: { ...passFact(command), code: deathCode, scope: 'mailbox' },
      };
      return ofPass(pair, command, deaths < deathsMax ? [died] : [died, failed]);
    }
    case 'CompletePass': {
      const { totals } = command;
      const findings = isWatch(pair) ? completedLook(pair, command.findings) : command.findings;
      const found = findings === undefined ? {} : { findings };
      return ofPass(pair, command, [
        {
          type: 'PassCompleted',
          data: { ...passFact(command), ...ofLook(pair), totals, ...found },
        },
      ]);
    }
    case 'FailPass': {
      const { code, scope } = command;
      if (isWatch(pair)) return ofPass(pair, command, [failedLook(pair, command, code)]);
      if (code === otherMailboxesCode) return ofPass(pair, command, partLedger(pair, command));
      const reach = scope === undefined ? {} : { scope };
      const data = { ...passFact(command), code, ...reach, ...sideOf(command) };
      return ofPass(pair, command, [{ type: 'PassFailed', data, ...wordsOf(command) }]);
    }
    case 'PausePass': {
      const { reason, retryAt, progressed = false } = command;
      if (isWatch(pair)) return ofPass(pair, command, [stoppedLook(pair, command, reason)]);
      const until = retryAt === undefined ? {} : { retryAt };
      const far = progressed ? ({ progressed } as const) : {};
      const data = { ...passFact(command), reason, ...until, ...far, ...sideOf(command) };
      return ofPass(pair, command, [{ type: 'PassPaused', data, ...wordsOf(command) }]);
    }
    case 'ResetPair':
      if (mayBeWriting(pair)) return rejected('PassUnderWay');
      return [{ type: 'PairReset', data: resetOf(pair, command) }];
    case 'RemovePair':
      if (isLeased(pair)) return rejected('PassUnderWay');
      if (pair.making.current !== undefined) return rejected('TargetBeingMade');
      return [{ type: 'PairRemoved', data: factOf(command) }];
    case 'LeavePair':
      return leavePair(pair, command);
    default:
      return unreachable(command);
  }
}

/** Other mailboxes have another ledger; what stands on the target is matched by it. */
function editPair(
  pair: KnownPair & Pair,
  command: PairFact & {
    readonly mailboxes: PairMailboxes;
    readonly credentials?: PairCredentials;
  },
): Decision {
  const { credentials } = command;
  const was = pair.mailboxes;
  const mailboxes = withKnownIds(command.mailboxes, was);
  const isOther = was === undefined || !areSameMailboxes(was, mailboxes);
  const isSame =
    !isOther &&
    credentials === undefined &&
    was.source === mailboxes.source &&
    was.target === mailboxes.target &&
    was.sourceId === mailboxes.sourceId &&
    was.targetId === mailboxes.targetId &&
    was.sourceUser === mailboxes.sourceUser &&
    was.targetUser === mailboxes.targetUser &&
    was.sourceKind === mailboxes.sourceKind &&
    was.targetKind === mailboxes.targetKind &&
    was.folderRoot === mailboxes.folderRoot &&
    was.matchedBy === mailboxes.matchedBy &&
    was.externalId === mailboxes.externalId;
  if (isSame) return [];
  if (isOther && isLeased(pair)) return rejected('PassUnderWay');
  if (isOther && pair.making.current !== undefined) return rejected('TargetBeingMade');
  const given = credentials === undefined ? {} : { credentials };
  const data = {
    ...{ ...factOf(command), ...given },
    ...{ ...ledgerFor(pair, mailboxes), ...matchedOf(mailboxes) },
  };
  return [{ type: 'PairEdited', data, sealed: mailboxes }];
}

function resetOf(pair: KnownPair, fact: PairFact & { readonly withoutMatching?: true }) {
  const { withoutMatching } = fact;
  const generation = pair.generation + 1;
  return { ...factOf(fact), generation, ...(withoutMatching === true ? { withoutMatching } : {}) };
}

/** The next ledger matches what is at the target first; it goes on by itself. A delta's run would owe it nothing before that. */
function partLedger(pair: Pair & KnownPair, fact: PairFact & PassNamed): readonly PairEvent[] {
  const generation = pair.generation + 1;
  const because = otherMailboxesCode;
  const reset: PairEvent = { type: 'PairReset', data: { ...factOf(fact), generation, because } };
  const data = { ...passFact(fact), reason: because, retryAt: fact.atMs };
  return [reset, { type: 'PassPaused', data }];
}

/** Who edits a pair need not know by which ids the directories know its mailboxes. */
function withKnownIds(mailboxes: PairMailboxes, was: PairMailboxes | undefined): PairMailboxes {
  const { sourceId, targetId } = was ?? {};
  const keepsSource = sourceId !== undefined && mailboxes.source === was?.source;
  const keepsTarget = targetId !== undefined && mailboxes.target === was?.target;
  return {
    ...(keepsSource ? { sourceId } : {}),
    ...(keepsTarget ? { targetId } : {}),
    ...mailboxes,
  };
}

function requestPass(
  pair: KnownPair & Pair,
  command: Omit<PassFact, 'pass'> & { readonly pass: PassKind; readonly setsAside?: true },
): Decision {
  const { pass } = command;
  if (!pair.isMatched) return rejected('NotMatched');
  // A watch that nobody has begun gives way: whatever copies looks for late batches as well.
  const isTakenOver = isWatch(pair) && pair.lease === undefined;
  if (pair.status === 'under-way' && !isTakenOver) return rejected('PassUnderWay');
  const isResumed = pair.status === 'paused';
  const isCompleted = pair.lastEnd?.kind === 'completed';
  if (!isResumed && pass === 'delta' && !pair.hasCompleted) return rejected('NeverCompleted');
  if (!isResumed && pass === 'start' && isCompleted) return rejected('AlreadyCompleted');
  const goesOn = isResumed ? pair.pass : pass;
  const { generation } = pair;
  const aside = command.setsAside === true ? ({ setsAside: true } as const) : asideOf(pair);
  const data = { ...passFact(command), generation, pass: goesOn, ...aside };
  return [{ type: 'PassScheduled', data }];
}

/** The wish of a pass that has not ended is kept by the one that takes its place. */
function asideOf(pair: Pair): { readonly setsAside?: true } {
  const isOpen = pair.status === 'under-way' || pair.status === 'paused';
  return isOpen && pair.setsAside ? { setsAside: true } : {};
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

function passFact({ atMs, actor, passId }: Omit<PassFact, 'pass'>): Omit<PassFact, 'pass'> {
  return { atMs, actor, passId };
}

function leaseFact(pair: Pair, command: PassFact & LeaseNamed): PassFact & LeaseNamed {
  return { ...passFact(command), ...ofLook(pair), lease: command.lease };
}

function sideOf({ side }: { readonly side?: PairSide }): { readonly side?: PairSide } {
  return side === undefined ? {} : { side };
}

function wordsOf({ words }: { readonly words?: string }): { sealed?: { words: string } } {
  return words === undefined ? {} : { sealed: { words } };
}

function orRejected(events: readonly PairEvent[] | PairRejection['reason']): Decision {
  return typeof events === 'string' ? rejected(events) : events;
}

function rejected(reason: PairRejection['reason']): PairRejection {
  return { kind: 'rejected', reason };
}
