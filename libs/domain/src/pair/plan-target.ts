import type { PairCommand, PairRejection } from './pair-commands.ts';
import type { PairEvent, PairFact } from './pair-events.ts';
import { unmatchPair } from './match-pair.ts';
import type { KnownPair, Pair } from './pair.ts';
import { ledgerFor } from './ledger-for.ts';

export type PlanCommand = Extract<
  PairCommand,
  {
    kind:
      | 'PlanTarget'
      | 'AskTarget'
      | 'BeginTarget'
      | 'TellTargetMade'
      | 'RefuseTarget'
      | 'TellPassword';
  }
>;

type Decision = readonly PairEvent[] | PairRejection['reason'];

/** What a person plans for a pair without target, and what becomes of it. */
export function decidePlan(pair: KnownPair & Pair, command: PlanCommand): Decision {
  const fact = { atMs: command.atMs, actor: command.actor };
  const { making } = pair;
  switch (command.kind) {
    case 'PlanTarget':
      return planTarget(pair, command, fact);
    case 'AskTarget': {
      const { plan, isAsked } = making;
      if (pair.isMatched) return 'AlreadyMatched';
      if (plan === undefined || plan === 'leave') return 'NothingPlanned';
      return isAsked ? [] : [{ type: 'TargetAsked', data: fact }];
    }
    case 'BeginTarget': {
      const { workerId, untilMs, run, password } = command;
      if (pair.isMatched) return 'AlreadyMatched';
      if (making.plan === undefined || making.plan === 'leave') return 'NothingPlanned';
      if (making.current !== undefined && command.atMs < making.current.untilMs) {
        return 'TargetBeingMade';
      }
      const begin = {
        ...{ making: making.count + 1, workerId, untilMs },
        ...(run === undefined ? {} : { run }),
        ...(password === undefined ? {} : { password }),
      };
      return [{ type: 'TargetBegun', data: { ...fact, ...begin } }];
    }
    case 'TellTargetMade': {
      if (making.current?.making !== command.making) return 'MakingNotCurrent';
      const { source = '', ...mailboxes } = pair.mailboxes ?? {};
      const { address: target, targetId } = command;
      const id = targetId === undefined ? {} : { targetId };
      const matched = { ...mailboxes, ...id, source, target, matchedBy: 'created' as const };
      return [
        { type: 'TargetMade', data: { ...fact, making: command.making } },
        { type: 'PairMatched', data: { ...fact, ...ledgerFor(pair, matched) }, sealed: matched },
      ];
    }
    case 'RefuseTarget': {
      const { code, words } = command;
      if (making.current?.making !== command.making) return 'MakingNotCurrent';
      const said = words === undefined || words === '' ? {} : { sealed: { words } };
      const data = { ...fact, making: command.making, code };
      return [{ type: 'TargetRefused', data, ...said }];
    }
    case 'TellPassword':
      // Before it is made nobody can sign in with it, and it may still be given to the directory once more.
      if (!pair.isMatched || making.password === undefined) return 'NoInitialPassword';
      return [{ type: 'InitialPasswordTold', data: { ...fact, password: making.password } }];
  }
}

/** Leaving a matched mailbox out takes its target away as Unmatch does; the ledger stays. */
function planTarget(
  pair: KnownPair & Pair,
  { plan, planned }: Extract<PairCommand, { kind: 'PlanTarget' }>,
  fact: PairFact,
): Decision {
  const { making } = pair;
  if (making.current !== undefined) return 'TargetBeingMade';
  const isSame = plan === making.plan && JSON.stringify(planned) === JSON.stringify(making.planned);
  if (isSame) return [];
  const unmatched = pair.isMatched && plan === 'leave' ? unmatchPair(pair, fact) : [];
  if (unmatched === 'PassUnderWay') return unmatched;
  if (pair.isMatched && plan !== 'leave') return plan === undefined ? [] : 'AlreadyMatched';
  const sealed = planned === undefined ? {} : { sealed: planned };
  const data = { ...fact, ...(plan === undefined ? {} : { plan }) };
  return [...unmatched, { type: 'TargetPlanned', data, ...sealed }];
}
