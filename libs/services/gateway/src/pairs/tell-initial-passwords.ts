import type { InitialPasswords } from '@mailhaul/contracts';
import { uuid5 } from '@mailhaul/kernel';
import { inParallel } from '../commands/in-parallel.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import type { JobPlace } from '../jobs/job-place.ts';
import { chosenPairs } from './chosen-pairs.ts';
import { deciderInJob } from './decider-in-job.ts';
import { pairAggregate, type PairPlace } from './pair-place.ts';

const pairsAtOnce = 32;

/**
 * Initial passwords, each told once: first it is written that it is told, then it is read. The sweep of secrets removes what nobody refers
 * to any more, some time later: the same request with the same key is answered again until then.
 */
export async function tellInitialPasswords(
  call: Call<'tellInitialPasswords'>,
  job: JobPlace,
  parts: GatewayParts,
): Promise<{ readonly answer: InitialPasswords; readonly position: bigint }> {
  const order = orderOf(call, parts.options.clock);
  const chosen = await chosenPairs(job, call.body.selection, parts);
  const rows: InitialPasswords['rows'] = [];
  let position = 0n;
  await inParallel(chosen, pairsAtOnce, async ({ id, source }) => {
    const place = { tenant: job.tenant, id };
    const commandId = uuid5(call.commandId, id);
    const decider = deciderInJob<typeof order>(job.id, ({ atMs, actor }) => ({
      ...{ kind: 'TellPassword', commandId, atMs, actor },
    }));
    const aggregate = { ...pairAggregate(place), decider };
    const done = await parts.commander.attempt(aggregate, { ...order, commandId });
    if (done.kind === 'rejected') return;
    if (done.position > position) position = done.position;
    const password = await passwordTold(place, commandId, parts);
    const { state } = await parts.commander.fold(pairAggregate(place));
    const target = ('mailboxes' in state && state.mailboxes?.target) || '';
    if (password !== undefined) rows.push({ id, source, target, password });
  });
  rows.sort((a, b) => (a.source < b.source ? -1 : 1));
  return { answer: { rows, withoutCount: chosen.length - rows.length }, position };
}

async function passwordTold(
  { tenant, id }: PairPlace,
  commandId: string,
  { options, commander }: GatewayParts,
): Promise<string | undefined> {
  const { stream } = pairAggregate({ tenant, id });
  const version = (await commander.eventBy(stream, commandId))?.data['password'];
  if (typeof version !== 'number') return undefined;
  return options.secrets.get({ tenant, owner: `pair.${id}`, version });
}
