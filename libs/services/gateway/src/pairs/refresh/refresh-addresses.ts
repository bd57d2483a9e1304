import type { AddressRefresh, Pair, PairSideName, RefreshedRow } from '@mailhaul/contracts';
import {
  type DirectoryList,
  type Pair as PairState,
  pairDecider,
  type PairEvent,
  type PairRejection,
  refreshSource,
  refreshTarget,
  type SourceRefresh,
  type TargetRefresh,
} from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import { inParallel } from '../../commands/in-parallel.ts';
import type { GatewayParts } from '../../gateway-parts.ts';
import { ApiProblem } from '../../http/api-problem.ts';
import { orderOf } from '../../http/call-facts.ts';
import type { Call } from '../../http/call.ts';
import { chosenDocuments } from '../chosen-pairs.ts';
import { keyOfSide } from '../mailbox-keys.ts';
import { pairAggregate } from '../pair-place.ts';
import { type JobSide, pairsByTarget } from '../taken-mailboxes.ts';
import { listedWords, wordsOf } from './refresh-words.ts';
import { askSide, knownId, sideDirectory } from './side-directory.ts';

const pairsAtOnce = 32;
/** Of one request: its answer names each. As many as a CSV may bring: who is called what is asked for a whole job at once. */
const pairsMax = 50_000;
/** When so many are asked for and the directory has none of them, it is likely another one. */
const strangersMin = 3;

interface Refreshing {
  readonly job: JobSide & { readonly sourceConnectionId: string };
  readonly parts: GatewayParts;
}

interface Planned {
  readonly pair: Pair;
  readonly source?: SourceRefresh;
  readonly target?: TargetRefresh | { readonly result: 'taken'; readonly address: string };
}

/**
 * What the directories of both sides call the mailboxes now, for the pairs chosen. Nothing is changed unless each directory has answered for
 * all of them. @throws {ApiProblem}
 */
export async function refreshAddresses(
  call: Call<'refreshAddresses'>,
  { job, parts }: Refreshing,
): Promise<{ readonly answer: AddressRefresh; readonly position: bigint }> {
  const { selection, sides } = call.body;
  const place = { tenant: job.tenant, id: job.jobId };
  const chosen = await chosenDocuments(place, selection, parts);
  const pairs = chosen.flatMap(({ pair }) => pair ?? []);
  if (pairs.length > pairsMax) {
    const message = `finds more than ${pairsMax} mailboxes: choose fewer at a time, by search, status or priority`;
    throw new ApiProblem('body-invalid', { faults: [{ place: 'selection', message }] });
  }
  if (sides.includes('source')) refuseListed(pairs);
  const directories = await Promise.all(
    sides.map((side) => {
      const id = job[`${side}ConnectionId`];
      return sideDirectory(parts, side, { tenant: job.tenant, id });
    }),
  );
  const lists: { [Side in PairSideName]?: DirectoryList } = {};
  for (const directory of directories) {
    lists[directory.side] = await askSide(parts, directory, { pairs, left: call.signal });
  }
  const planned = await withoutTaken(pairs.map(planFor(lists)), job, parts);
  const sorted = planned.toSorted((a, b) => (a.pair.source < b.pair.source ? -1 : 1));
  const position = await apply(call, sorted, { job, parts });
  const rows = sorted.map(rowOf);
  const words = directories.flatMap(({ side, name }) => strangersWords(rows, side, name));
  return { answer: { ...countsOf(rows, sides), rows, words }, position };
}

/**
 * Who has the operator's own id and none of a directory is known by the operator's list: what the directory says today the same list
 * would take back with its next import. @throws {ApiProblem}
 */
function refuseListed(pairs: readonly Pair[]): void {
  const listed = pairs.filter(
    (pair) => pair.externalId !== undefined && knownId(pair, 'source') === undefined,
  );
  if (listed.length === 0) return;
  throw new ApiProblem('refresh-unavailable', {
    detail: listedWords(listed.length, pairs.length),
    faults: [{ place: 'selection', message: 'holds mailboxes from a CSV file' }],
  });
}

function planFor({ source, target }: { [Side in PairSideName]?: DirectoryList }) {
  return (pair: Pair): Planned => {
    const { matchedBy } = pair;
    const isToBeCreated = pair.target === '' && plansMailbox(pair);
    const asked = { address: pair.target, id: pair.targetId, matchedBy, isToBeCreated };
    return {
      pair,
      ...(source && {
        source: refreshSource({ address: pair.source, id: knownId(pair, 'source') }, source),
      }),
      ...(target &&
        (pair.target !== '' || isToBeCreated) && { target: refreshTarget(asked, target) }),
    };
  };
}

/** It has no target yet, and we are to make one. */
function plansMailbox({ plan }: Pair): boolean {
  return plan === 'create' || plan === 'enable';
}

/** Two pairs never write to one mailbox: whose new address another pair still has waits until that one is refreshed. */
async function withoutTaken(
  planned: readonly Planned[],
  job: JobSide,
  { documents }: GatewayParts,
): Promise<readonly Planned[]> {
  const wished = planned.flatMap(({ pair, target }) =>
    target?.result === 'refreshed' ? [{ ...pair, target: target.address }] : [],
  );
  const holders = await pairsByTarget(documents, job, wished);
  const leaving = new Map(wished.map((one) => [one.id, keyOfSide(one, 'target')]));
  const given = new Map<string, string>();
  return planned.map((one) => {
    const { pair, target } = one;
    if (target?.result !== 'refreshed') return one;
    const { address } = target;
    const key = keyOfSide({ ...pair, target: address }, 'target');
    const holder = holders.get(key);
    const isHeld =
      holder !== undefined && holder.id !== pair.id && (leaving.get(holder.id) ?? key) === key;
    const isFirst = !given.has(key);
    if (isFirst) given.set(key, pair.id);
    return isHeld || !isFirst ? { ...one, target: { result: 'taken', address } } : one;
  });
}

async function apply(
  call: Call<'refreshAddresses'>,
  planned: readonly Planned[],
  { job, parts }: Refreshing,
): Promise<bigint> {
  const order = orderOf(call, parts.options.clock);
  let position = 0n;
  await inParallel(planned, pairsAtOnce, async (one) => {
    if (sideNow(one, 'source') === undefined && sideNow(one, 'target') === undefined) return;
    const { id } = one.pair;
    const aggregate = { ...pairAggregate({ tenant: job.tenant, id }), decider: ofPlan };
    const command = { ...order, commandId: uuid5(call.commandId, id), plan: one };
    const done = await parts.commander.attempt(aggregate, command);
    // A pair that was taken out of the job meanwhile needs no address.
    if (done.kind !== 'rejected' && done.position > position) ({ position } = done);
  });
  return position;
}

/** What is new of the side: an address, or an id that was not known. */
function sideNow(
  plan: Planned,
  side: PairSideName,
): { readonly address: string; readonly id?: string } | undefined {
  const { pair, [side]: refresh } = plan;
  if (refresh?.result === 'refreshed') {
    const { address, id } = refresh;
    return { address, ...(id === undefined ? {} : { id }) };
  }
  if (refresh?.result !== 'not-changed' || refresh.id === undefined) return undefined;
  return refresh.id === pair[`${side}Id`] ? undefined : { address: pair[side], id: refresh.id };
}

interface PlanOrder {
  readonly commandId: string;
  readonly correlationId: string;
  readonly atMs: number;
  readonly actor: string;
  readonly plan: Planned;
}

/** A side that was given another mailbox while the directories were asked is left as it is. */
const ofPlan = {
  ...pairDecider,
  decide: (pair: PairState, order: PlanOrder): readonly PairEvent[] | PairRejection => {
    const { commandId, atMs, actor, plan } = order;
    const mailboxes = 'mailboxes' in pair ? pair.mailboxes : undefined;
    const now = (side: PairSideName) =>
      mailboxes?.[side] === plan.pair[side] ? sideNow(plan, side) : undefined;
    const [source, target] = [now('source'), now('target')];
    return pairDecider.decide(pair, {
      ...{ kind: 'RefreshAddresses', commandId, atMs, actor, by: 'directory' },
      ...(source === undefined ? {} : { source }),
      ...(target === undefined ? {} : { target }),
    });
  },
};

function rowOf({ pair, source, target }: Planned): RefreshedRow {
  const told = <Refresh extends NonNullable<Planned['target']>>(
    side: PairSideName,
    refresh: Refresh,
  ) => {
    const words = wordsOf(side, refresh, pair.byConditions === true);
    return {
      was: pair[side] === '' ? (pair.planned?.address ?? '') : pair[side],
      ...(refresh.result === 'refreshed' ? { now: refresh.address } : {}),
      ...(words === undefined ? {} : { words }),
    };
  };
  return {
    id: pair.id,
    ...(source && { source: { ...told('source', source), result: source.result } }),
    ...(target && {
      target: {
        ...told('target', target),
        // Nothing of it could be refreshed: its address is not to be had.
        result: target.result === 'taken' ? ('missing' as const) : target.result,
      },
    }),
  };
}

function countsOf(
  rows: readonly RefreshedRow[],
  sides: readonly PairSideName[],
): Pick<AddressRefresh, 'source' | 'target'> {
  const source = { refreshed: 0, 'not-changed': 0, missing: 0 };
  const target = { ...source, typed: 0, 'not-created': 0 };
  for (const row of rows) {
    if (row.source !== undefined) source[row.source.result] += 1;
    if (row.target !== undefined) target[row.target.result] += 1;
  }
  return {
    ...(sides.includes('source') ? { source } : {}),
    ...(sides.includes('target') ? { target } : {}),
  };
}

function strangersWords(
  rows: readonly RefreshedRow[],
  side: PairSideName,
  name: string,
): readonly string[] {
  const asked = rows.flatMap((row) => row[side] ?? []);
  const areStrangers =
    asked.length >= strangersMin && asked.every(({ result }) => result === 'missing');
  return areStrangers
    ? [
        `The directory of “${name}” (${side}) has none of these mailboxes. If it moved, reconfigure the connection’s directory first: its server, search base or account.`,
      ]
    : [];
}
