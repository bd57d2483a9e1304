import { type PairActionResult, pairSchema } from '@mailhaul/contracts';
import type { PairCommand } from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import { defined } from '../commands/defined.ts';
import { inParallel } from '../commands/in-parallel.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { requestEntries } from '../http/request-codes.ts';
import { orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { codeOfRejection, rejectionEntries } from '../http/rejection-codes.ts';
import { deciderInJob } from './decider-in-job.ts';
import { keyOfSide } from './mailbox-keys.ts';
import { pairAggregate } from './pair-place.ts';
import { type JobSide, pairsByTarget } from './taken-mailboxes.ts';

const pairsAtOnce = 32;
const refusedNamedMax = 100;

type Match = Call<'matchPairs'>['body']['matches'][number];

/**
 * Gives pairs their target mailboxes, each by itself: one that is refused holds up no other. A mailbox is the target of one
 * pair alone, among those of one connection and among those asked for.
 */
export async function matchPairs(
  call: Call<'matchPairs'>,
  job: JobSide,
  parts: GatewayParts,
): Promise<{ readonly result: PairActionResult; readonly position: bigint }> {
  const { matches } = call.body;
  const taken = await takenOf(matches, job, parts);
  const counts = { done: 0, unchanged: 0, refused: 0 };
  const refused: PairActionResult['refused'] = [];
  const order = orderOf(call, parts.options.clock);
  const decider = deciderInJob(job.jobId, commandOf);
  let position = 0n;
  await inParallel(matches, pairsAtOnce, async (match) => {
    const { id } = match;
    const pair = await parts.documents.get(pairSchema, 'pairs', { tenant: job.tenant, id });
    const refuse = (code: string, message: string) => {
      counts.refused += 1;
      if (refused.length >= refusedNamedMax) return;
      refused.push({ id, source: pair?.jobId === job.jobId ? pair.source : '', code, message });
    };
    if (taken(match)) {
      refuse('target-taken', requestEntries['target-taken'].title);
      return;
    }
    const aggregate = { ...pairAggregate({ tenant: job.tenant, id }), decider };
    const command = { ...order, commandId: uuid5(call.commandId, id), match };
    const done = await parts.commander.attempt(aggregate, command);
    if (done.kind === 'rejected') {
      refuse(codeOfRejection(done.reason), rejectionEntries[done.reason].title);
      return;
    }
    if (done.eventCount === 0 && !done.isRepeat) counts.unchanged += 1;
    else counts.done += 1;
    if (done.position > position) position = done.position;
  });
  const { done, unchanged } = counts;
  const refusedMore = counts.refused - refused.length;
  return { result: { done, unchanged, refused, refusedMore }, position };
}

/** Whether the wished target is another pair's, or was asked for by an earlier row. */
async function takenOf(
  matches: readonly Match[],
  job: JobSide,
  parts: GatewayParts,
): Promise<(match: Match) => boolean> {
  const sides = matches.map(asPair);
  const byTarget = await pairsByTarget(parts.documents, job, sides);
  const wished = new Map<string, Match>();
  for (const match of matches) {
    const key = keyOfSide(asPair(match), 'target');
    if (!wished.has(key)) wished.set(key, match);
  }
  return (match) => {
    const key = keyOfSide(asPair(match), 'target');
    const other = byTarget.get(key);
    return (other !== undefined && other.id !== match.id) || wished.get(key)?.id !== match.id;
  };
}

function asPair({ target, targetKind }: Match) {
  return { source: '', target, targetKind };
}

interface MatchOrder {
  readonly commandId: string;
  readonly correlationId: string;
  readonly atMs: number;
  readonly actor: string;
  readonly match: Match;
}

function commandOf({ commandId, atMs, actor, match }: MatchOrder): PairCommand {
  const { target, targetId, targetUser, targetKind, matchedBy } = match;
  const wish = { target, matchedBy, ...defined({ targetId, targetUser, targetKind }) };
  return { kind: 'MatchPair', commandId, atMs, actor, ...wish };
}
