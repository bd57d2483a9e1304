import { type Job, pairStatusLabels, pairStatuses } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { formatBytes, formatClock, formatCount, plural } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import { findConnection, findJob } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';
import { confirm } from '../words/confirm.ts';
import { leftOutLines, optionWords } from '../words/option-words.ts';
import { doneCount, jobLine } from '../words/job-words.ts';
import { scheduleState } from '../words/schedule-words.ts';
import { type Column, type RawListOptions, factLines, showList } from '../words/show-list.ts';
import { type RawJobOptions, readJobOptions } from './job-flags.ts';

/** `mailhaul jobs list` */
export async function listJobs(
  server: Server,
  raw: RawListOptions & { readonly status?: string },
): Promise<ExitCode> {
  const tenant = await server.tenant();
  const filter = raw.status === undefined ? {} : { status: raw.status };
  await showList(server, {
    raw,
    ask: (query) =>
      server.api.call('listJobs', { path: { tenant }, query: { ...query, ...filter } }),
    columns: () => columns,
    empty: ['There is no job yet: mailhaul jobs create makes one.'],
  });
  return exitCodes.done;
}

/** `mailhaul jobs create NAME --source CONNECTION --target CONNECTION` */
export async function createJob(
  server: Server,
  name: string,
  raw: RawJobOptions & { readonly source: string; readonly target: string },
): Promise<ExitCode> {
  const options = readJobOptions(raw, server.io.clock.wallMs());
  const tenant = await server.tenant();
  const source = await findConnection(server, raw.source);
  const target = await findConnection(server, raw.target);
  const job = await server.api.call('createJob', {
    path: { tenant },
    body: { name, sourceConnectionId: source.id, targetConnectionId: target.id, options },
  });
  if (server.isJson) server.row(job);
  else
    server.say([
      `The job ${job.name} is there: from ${source.name} to ${target.name}.`,
      'Its mailboxes come next: mailhaul pairs import FILE.csv --job JOB',
    ]);
  return exitCodes.done;
}

/** `mailhaul jobs show JOB` */
export async function showJob(server: Server, text: string): Promise<ExitCode> {
  const job = await findJob(server, text);
  if (server.isJson) {
    server.row(job);
    return exitCodes.done;
  }
  const tenant = await server.tenant();
  const nameOf = async (connection: string) =>
    (await server.api.call('readConnection', { path: { tenant, connection } })).name;
  const nowMs = server.io.clock.wallMs();
  const at = (ms: number | undefined) => (ms === undefined ? undefined : formatClock(ms, nowMs));
  const statuses = pairStatuses
    .filter((status) => (job.statuses[status] ?? 0) > 0)
    .map(
      (status) =>
        `${formatCount(job.statuses[status] ?? 0)} ${pairStatusLabels[status].toLowerCase()}`,
    );
  server.say([
    jobLine(job),
    ...factLines([
      ['id', job.id],
      ['source', await nameOf(job.sourceConnectionId)],
      ['target', await nameOf(job.targetConnectionId)],
      ['mailboxes', statuses.length === 0 ? 'none' : statuses.join(', ')],
      ['run', job.run === 0 ? 'none yet' : `${job.run} (${job.runKind})`],
      ['created', at(job.createdAt)],
      ['started', at(job.startedAt)],
      ['finished', at(job.finishedAt)],
      ['options', optionWords(job.options, nowMs)],
      ['schedule', scheduleState(job)],
    ]),
    ...leftOutWords(leftOutLines(job, nowMs)),
  ]);
  return exitCodes.done;
}

function leftOutWords(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['left out so far', ...lines.map((line) => `  ${line}`)];
}

export interface RawMoveOptions {
  readonly before?: string;
  readonly first?: boolean;
  readonly last?: boolean;
}

/** `mailhaul jobs move JOB --before JOB | --first | --last` */
export async function moveJob(
  server: Server,
  text: string,
  raw: RawMoveOptions,
): Promise<ExitCode> {
  const ways = [raw.before !== undefined, raw.first === true, raw.last === true];
  if (ways.filter(Boolean).length !== 1)
    throw new UsageError('give one of --before JOB, --first and --last');
  const tenant = await server.tenant();
  const job = await findJob(server, text);
  const before = await placeOf(server, job, raw);
  if (before === job.id) {
    // It stands there already.
    if (server.isJson) server.row(job);
    else server.say([`${job.name} stands there already.`]);
    return exitCodes.done;
  }
  const moved = await server.api.call('moveJob', {
    path: { tenant, job: job.id },
    body: { before },
  });
  if (server.isJson) server.row(moved);
  else server.say([`${moved.name} has another turn now: mailhaul jobs list shows the order.`]);
  return exitCodes.done;
}

async function placeOf(server: Server, job: Job, raw: RawMoveOptions): Promise<string | null> {
  if (raw.last === true) return null;
  if (raw.before !== undefined) return (await findJob(server, raw.before)).id;
  const tenant = await server.tenant();
  const { rows } = await server.api.call('listJobs', { path: { tenant }, query: { limit: 1 } });
  return rows[0]?.id ?? job.id;
}

/** `mailhaul jobs delete JOB` */
export async function deleteJob(
  server: Server,
  text: string,
  raw: { readonly yes?: boolean },
): Promise<ExitCode> {
  const tenant = await server.tenant();
  const job = await findJob(server, text);
  const consequence = `Delete the job ${job.name} with its ${plural(job.pairs, 'mailbox', 'mailboxes')} and their history? Mail at the target stays.`;
  if (!(await confirm(server, consequence, raw))) return exitCodes.interrupted;
  await server.api.call('deleteJob', { path: { tenant, job: job.id }, ifMatch: job.revision });
  if (server.isJson) server.row({ deleted: job.id });
  else server.say([`The job ${job.name} is deleted.`]);
  return exitCodes.done;
}

const columns: readonly Column<Job>[] = [
  { head: 'Job', width: 40, cell: ({ name }) => name },
  { head: 'status', cell: ({ status }) => status },
  {
    head: 'mailboxes done',
    align: 'right',
    cell: (job) => `${formatCount(doneCount(job))}/${formatCount(job.pairs)}`,
  },
  { head: 'migrated', align: 'right', cell: ({ migrated }) => formatCount(migrated) },
  { head: 'failed', align: 'right', cell: ({ failed }) => formatCount(failed) },
  { head: 'to go', align: 'right', cell: ({ pending }) => formatCount(pending) },
  { head: 'size', align: 'right', cell: ({ bytesMigrated }) => formatBytes(bytesMigrated) },
  {
    head: 'need you',
    align: 'right',
    cell: ({ statuses }) => formatCount(statuses['needs-you'] ?? 0),
  },
];
