import type { PlanRow } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { plural } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import { chooseJob } from '../names/choose-job.ts';
import { type RawSelection, type Selected, selectPairs } from '../names/select-pairs.ts';
import type { Server } from '../session/open-server.ts';
import { type Column, showTable } from '../words/show-list.ts';
import { tellRows } from '../words/tell-rows.ts';

export interface RawPlan extends RawSelection {
  readonly existing?: boolean;
  readonly user?: string;
  readonly now?: boolean;
  readonly dryRun?: boolean;
}

/** `mailhaul pairs create`: plans users and mailboxes, of all that have no target where none are named. */
export async function planTargets(
  server: Server,
  chosen: { readonly pairs: readonly string[]; readonly raw: RawPlan },
): Promise<ExitCode> {
  const { raw } = chosen;
  const { dryRun = false, existing = false, user } = raw;
  if (user !== undefined && (!existing || chosen.pairs.length !== 1)) {
    throw new UsageError('--user goes with --existing and one mailbox');
  }
  const tenant = await server.tenant();
  const rows: PlanRow[] = [];
  let moreCount = 0;
  const planned: string[] = [];
  let code: ExitCode = exitCodes.done;
  for (const { jobId, selection } of await selected(server, chosen)) {
    const path = { tenant, job: jobId };
    const plan = existing ? ('enable' as const) : ('create' as const);
    const body = { plan, selection, ...(user === undefined ? {} : { user }) };
    const query = dryRun ? { query: { dryRun: 'true' } } : {};
    const answer = await server.api.call('planTargets', { path, body, ...query });
    rows.push(...answer.rows);
    moreCount += answer.moreCount;
    const ids = answer.rows.flatMap(({ id, result }) => (result === 'planned' ? [id] : []));
    planned.push(...ids);
    if (dryRun || raw.now !== true || ids.length === 0) continue;
    const ask = { action: 'make-target' as const, selection: { ids } };
    const asked = await server.api.call('actOnPairs', { path, body: ask });
    code = tellRows(server, asked, { words: 'to be made now', facts: { action: 'make-target' } });
  }
  if (server.isJson) for (const row of rows) server.row(row);
  else await showTable(server, columns, rows);
  const would = dryRun ? 'would be planned' : 'planned';
  const open = rows.length - planned.length + moreCount;
  if (!server.isJson) {
    server.say([`${plural(planned.length, 'mailbox', 'mailboxes')} ${would}.`]);
    if (open > 0) server.say([`${plural(open, 'mailbox', 'mailboxes')} not: see why.`]);
  }
  if (open === 0) return code;
  return planned.length === 0 ? exitCodes.refused : exitCodes.doneWithFailures;
}

/** Without a word about whom: all that have neither a target nor a plan. */
async function selected(
  server: Server,
  chosen: { readonly pairs: readonly string[]; readonly raw: RawPlan },
): Promise<readonly Pick<Selected, 'jobId' | 'selection'>[]> {
  const { status, reason, search, priority, all, job } = chosen.raw;
  const isSaid = [status, reason, search, priority, all].some((one) => one !== undefined);
  if (chosen.pairs.length > 0 || isSaid) return selectPairs(server, chosen);
  const { id } = await chooseJob(server, job);
  return [{ jobId: id, selection: { matching: { status: ['not-matched'] } } }];
}

const columns: readonly Column<PlanRow>[] = [
  { head: 'Mailbox', width: 36, cell: ({ source }) => source },
  { head: 'address', width: 36, cell: ({ planned }) => planned?.address ?? '' },
  { head: 'user', width: 48, cell: ({ planned }) => planned?.dn ?? '' },
  { head: 'why', width: 60, cell: ({ words }) => words },
];
