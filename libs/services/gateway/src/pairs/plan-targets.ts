import { type PlanAnswer, pairSchema } from '@mailhaul/contracts';
import { type LookedUp, previewUsers, userDn, UserRefused } from '@mailhaul/directory';
import { type CreationNames, targetNamesOf } from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import { equal, oneOf } from '../commands/documents.ts';
import { inParallel } from '../commands/in-parallel.ts';
import { directorySettingsOf } from '../connections/directory-input.ts';
import { answered } from '../connections/mailbox-search.ts';
import { savedConnection } from '../connections/search-connection.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { rejectionEntries } from '../http/rejection-codes.ts';
import type { JobPlace } from '../jobs/job-place.ts';
import { chosenPairs } from './chosen-pairs.ts';
import { deciderInJob } from './decider-in-job.ts';
import { pairAggregate } from './pair-place.ts';
import { mailboxesOf, peopleOf } from './people-of.ts';
import { keysOf, type PlannedRow, plannedRows, type RowToPlan } from './planned-rows.ts';
import { pairsByTarget } from './taken-mailboxes.ts';

const rowsMax = 5000;
const pairsAtOnce = 32;

export interface JobToPlan {
  readonly place: JobPlace;
  readonly sourceConnectionId: string;
  readonly targetConnectionId: string;
  readonly names: CreationNames;
}

type PlanCall = Call<'planTargets'>;

/** What is to be made for each row, with what is in the way of it; without dryRun it is planned so. @throws {ApiProblem} */
export async function planTargets(
  call: PlanCall,
  job: JobToPlan,
  parts: GatewayParts,
): Promise<{ readonly answer: PlanAnswer; readonly position: bigint }> {
  const { plan, selection } = call.body;
  const chosen = await chosenPairs(job.place, selection, parts);
  const asked = chosen.slice(0, rowsMax);
  const named = await namedRows(call, { job, asked }, parts);
  const looked = await lookedUp(call, { job, rows: named }, parts);
  const planned = plannedRows(plan, looked, await takenKeys(looked, job, parts));
  const isDry = call.query.dryRun === true;
  const { rows, position } = isDry
    ? { rows: planned.map(({ row }) => row), position: 0n }
    : await append(call, { job, planned }, parts);
  const plannedCount = rows.filter(({ result }) => result === 'planned').length;
  const answer = {
    ...{ plannedCount, conflictCount: rows.length - plannedCount, rows },
    moreCount: chosen.length - asked.length,
  };
  return { answer, position };
}

/** By the job's patterns and the names that the source's directory has. */
async function namedRows(
  call: PlanCall,
  of: {
    readonly job: JobToPlan;
    readonly asked: readonly { readonly id: string; readonly source: string }[];
  },
  parts: GatewayParts,
): Promise<readonly RowToPlan[]> {
  const { names, place, sourceConnectionId } = of.job;
  const { tenant } = place;
  const needsNames = /\{(?:displayname|first|last)\}/.test(names.name + names.alias);
  const source = { tenant, id: sourceConnectionId };
  const found = needsNames ? await mailboxesOf(parts, source, call.signal) : undefined;
  const people = peopleOf(found?.rows ?? []);
  const rows: RowToPlan[] = [];
  const at = new Map(of.asked.map(({ id }, index) => [id, index]));
  await inParallel(of.asked, pairsAtOnce, async ({ id, source: address }) => {
    const pair = await parts.documents.get(pairSchema, 'pairs', { tenant, id });
    const name = people.get(address.toLowerCase())?.name;
    const made = targetNamesOf(names, { address, name });
    rows[at.get(id) ?? 0] = {
      ...{ id, source: address, target: pair?.target, seen: undefined },
      made: made && { ...made, dn: userDn(made.name, names.unit) },
    };
  });
  return rows;
}

/** With what the target's directory says of each. */
async function lookedUp(
  call: PlanCall,
  { job, rows }: { readonly job: JobToPlan; readonly rows: readonly RowToPlan[] },
  parts: GatewayParts,
): Promise<readonly RowToPlan[]> {
  const { user } = call.body;
  const { unit } = job.names;
  const open = rows.filter(({ made }) => made !== undefined);
  const wishes = open.flatMap(({ made }) =>
    made === undefined
      ? []
      : [user === undefined ? made : { dn: made.dn, address: user, alias: user }],
  );
  const place = { tenant: job.place.tenant, id: job.targetConnectionId };
  const { details, secrets } = await savedConnection(parts, place);
  const { directory } = details;
  if (directory === undefined) throw new ApiProblem('directory-missing');
  const { clock, random, addressGuard: guard } = parts.options;
  const settings = directorySettingsOf(directory, { password: secrets.directoryPassword, guard });
  const seen = await parts.tests.run(call.signal, (signal) =>
    answered(() =>
      seenIn(() => previewUsers(settings, { unit, wishes }, { clock, random, signal })),
    ),
  );
  const byId = new Map(open.map(({ id }, at) => [id, seen[at]]));
  return rows.map((row) => ({ ...row, seen: byId.get(row.id) }));
}

/** @throws {ApiProblem} of the unit, which stands in the job's settings. */
async function seenIn(ask: () => Promise<readonly LookedUp[]>): Promise<readonly LookedUp[]> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UserRefused) {
      throw new ApiProblem('creation-unset', { detail: error.message });
    }
    throw error;
  }
}

/** What other pairs have as their target, or are to get. */
async function takenKeys(
  rows: readonly RowToPlan[],
  { place, targetConnectionId }: JobToPlan,
  { documents }: GatewayParts,
): Promise<ReadonlySet<string>> {
  const { tenant, id: jobId } = place;
  const taken = new Set<string>();
  const wished = rows.flatMap(({ made }) =>
    made === undefined ? [] : [{ source: '', target: made.address }],
  );
  const byTarget = await pairsByTarget(documents, { tenant, jobId, targetConnectionId }, wished);
  for (const { target } of byTarget.values()) taken.add(`address ${target.toLowerCase()}`);
  const own = new Set(rows.map(({ id }) => id));
  const pairs = documents.each({
    ...{ collection: 'pairs', schema: pairSchema, tenant, defaultSort: 'source' },
    fields: [
      equal('jobId', jobId),
      oneOf('reason', ['to-be-created', 'to-be-enabled', 'being-created']),
    ],
  });
  for await (const { id, planned } of pairs) {
    if (planned === undefined || own.has(id)) continue;
    for (const key of keysOf(planned)) taken.add(key);
  }
  return taken;
}

async function append(
  call: PlanCall,
  { job, planned }: { readonly job: JobToPlan; readonly planned: readonly PlannedRow[] },
  parts: GatewayParts,
): Promise<{ readonly rows: PlannedRow['row'][]; readonly position: bigint }> {
  const { tenant, id: jobId } = job.place;
  const { plan } = call.body;
  const order = orderOf(call, parts.options.clock);
  const refused = new Map<string, string>();
  let position = 0n;
  await inParallel(planned, pairsAtOnce, async ({ row: { id }, planned: target }) => {
    if (target === undefined) return;
    const wish = { kind: 'PlanTarget', plan, planned: target } as const;
    const decider = deciderInJob<typeof order>(jobId, ({ commandId, atMs, actor }) => ({
      ...{ commandId, atMs, actor },
      ...wish,
    }));
    const commandId = uuid5(call.commandId, id);
    const done = await parts.commander.attempt(
      { ...pairAggregate({ tenant, id }), decider },
      { ...order, commandId },
    );
    if (done.kind === 'rejected') refused.set(id, rejectionEntries[done.reason].title);
    else if (done.position > position) position = done.position;
  });
  const rows = planned.map(({ row }) => {
    const words = refused.get(row.id);
    const { id, source } = row;
    return words === undefined ? row : { id, source, result: 'conflict' as const, words };
  });
  return { rows, position };
}
