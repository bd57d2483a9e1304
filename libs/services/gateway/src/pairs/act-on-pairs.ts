import type { PairAction, PairActionResult } from '@mailhaul/contracts';
import { type Pair, type PairCommand, usualPriority } from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import { inParallel } from '../commands/in-parallel.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { codeOfRejection, rejectionEntries } from '../http/rejection-codes.ts';
import type { JobPlace } from '../jobs/job-place.ts';
import { chosenPairs } from './chosen-pairs.ts';
import { deciderInJob } from './decider-in-job.ts';
import { pairAggregate } from './pair-place.ts';

const pairsAtOnce = 32;
const refusedNamedMax = 100;

export interface ActedOn {
  readonly result: PairActionResult;
  /** Pairs that were removed. */
  readonly removed: number;
  readonly position: bigint;
}

/** Each pair by itself: one that is refused holds up no other. */
export async function actOnPairs(
  call: Call<'actOnPairs'>,
  job: JobPlace,
  parts: GatewayParts,
): Promise<ActedOn> {
  const { action, priority, withoutMatching = false } = call.body;
  if (action === 'set-priority' && priority === undefined) {
    const faults = [{ place: 'priority', message: 'is needed with set-priority' }];
    throw new ApiProblem('body-invalid', { faults });
  }
  if (withoutMatching && action !== 'reset') {
    const faults = [{ place: 'withoutMatching', message: 'goes with reset only: leave it out' }];
    throw new ApiProblem('body-invalid', { faults });
  }
  const refused: PairActionResult['refused'] = [];
  const removed: string[] = [];
  const counts = { done: 0, unchanged: 0, refused: 0 };
  let position = 0n;
  const order = orderOf(call, parts.options.clock);
  const decider = deciderInJob(job.id, commandOf);
  const chosen = await chosenPairs(job, call.body.selection, parts);
  await inParallel(chosen, pairsAtOnce, async ({ id, source }) => {
    const aggregate = { ...pairAggregate({ tenant: job.tenant, id }), decider };
    const commandId = uuid5(call.commandId, id);
    const act: Act = {
      ...order,
      commandId,
      action,
      ...(priority === undefined ? {} : { priority }),
      ...(withoutMatching ? { withoutMatching } : {}),
    };
    const done = await parts.commander.attempt(aggregate, act);
    if (done.kind === 'rejected') {
      counts.refused += 1;
      if (refused.length >= refusedNamedMax) return;
      const { title: message } = rejectionEntries[done.reason];
      refused.push({ id, source, code: codeOfRejection(done.reason), message });
      return;
    }
    if (done.eventCount === 0 && !done.isRepeat) counts.unchanged += 1;
    else counts.done += 1;
    if (done.position > position) position = done.position;
    if (action === 'remove') removed.push(`pair.${id}`);
  });
  await parts.options.secrets.removeAll(job.tenant, removed);
  const refusedMore = counts.refused - refused.length;
  const { done, unchanged } = counts;
  return {
    result: { done, unchanged, refused, refusedMore },
    removed: removed.length,
    position,
  };
}

interface Act {
  readonly commandId: string;
  readonly correlationId: string;
  readonly atMs: number;
  readonly actor: string;
  readonly action: PairAction;
  readonly priority?: number;
  /** Of a reset. */
  readonly withoutMatching?: true;
}

function commandOf(act: Act, pair: Pair): PairCommand {
  const { commandId, atMs, actor, action, priority = usualPriority, withoutMatching } = act;
  const order = { commandId, atMs, actor };
  const passId = uuid5(commandId, 'pass');
  switch (action) {
    case 'start':
      return { ...order, kind: 'RequestPass', passId, pass: 'start' };
    case 'delta':
      return { ...order, kind: 'RequestPass', passId, pass: 'delta' };
    case 'retry-failed': {
      // A pass that completed left items that failed to the next delta; one that did not begins again.
      const hasCompleted = 'hasCompleted' in pair && pair.hasCompleted;
      return { ...order, kind: 'RequestPass', passId, pass: hasCompleted ? 'delta' : 'start' };
    }
    case 'move-duplicates':
      return { ...order, kind: 'RequestPass', passId, pass: 'delta', setsAside: true };
    case 'unmatch':
      return { ...order, kind: 'UnmatchPair' };
    case 'make-target':
      return { ...order, kind: 'AskTarget' };
    case 'leave-out':
      return { ...order, kind: 'PlanTarget', plan: 'leave' };
    case 'take-again':
      return { ...order, kind: 'PlanTarget' };
    case 'hold':
      return { ...order, kind: 'HoldPair' };
    case 'release':
      return { ...order, kind: 'ReleasePair' };
    case 'set-priority':
      return { ...order, kind: 'SetPriority', priority };
    case 'reset':
      return {
        ...{ ...order, kind: 'ResetPair' },
        ...(withoutMatching === undefined ? {} : { withoutMatching }),
      };
    case 'remove':
      return { ...order, kind: 'RemovePair' };
  }
}
