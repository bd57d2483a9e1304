import { type Pair, pairStatusLabels } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { named, parseWhole } from '../../options/option-values.ts';
import { readBounded } from '../../pairs/read-bounded.ts';
import { pairLabel } from '../../render/progress-model.ts';
import { formatBytes, formatClock, formatCount, plural } from '../../text/format.ts';
import { findPair } from '../names/find-pair.ts';
import { findJob } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';
import { chooseJob } from '../names/choose-job.ts';
import {
  catalogueEntry,
  countsBeside,
  gradeText,
  kindsText,
  pairLine,
  pairNote,
} from '../words/pair-words.ts';
import { leftOutText } from '../words/option-words.ts';
import { type Column, type RawListOptions, factLines, showList } from '../words/show-list.ts';

export interface RawPairFilters {
  readonly job?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly priority?: string;
}

/** `mailhaul pairs list --job JOB` */
export async function listPairs(
  server: Server,
  raw: RawListOptions & RawPairFilters,
): Promise<ExitCode> {
  const { status, reason, priority } = raw;
  const filters = {
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { reason }),
    ...(priority === undefined
      ? {}
      : { priority: named('--priority', () => parseWhole(priority, { min: 1, max: 5 })) }),
  };
  const job = await chooseJob(server, raw.job);
  const path = { tenant: await server.tenant(), job: job.id };
  const isFiltered = Object.keys(filters).length > 0 || raw.search !== undefined;
  await showList(server, {
    raw,
    ask: (query) => server.api.call('listPairs', { path, query: { ...query, ...filters } }),
    columns: () => columnsAt(server.io.clock.wallMs()),
    empty: [
      isFiltered
        ? 'No mailbox of the job is like that.'
        : 'The job has no mailboxes yet: mailhaul pairs import FILE.csv --job JOB',
    ],
  });
  return exitCodes.done;
}

/** Of a CSV; the API takes no more. */
const csvBytesMax = 20_000_000;

/** `mailhaul pairs import FILE.csv --job JOB`: all rows or none. */
export async function importPairs(
  server: Server,
  file: string,
  raw: { readonly job?: string; readonly dryRun?: boolean },
): Promise<ExitCode> {
  const { text, isOpenToOthers } = readBounded(file, csvBytesMax);
  if (isOpenToOthers && /pass|token/iu.test(text.split('\n', 1)[0] ?? ''))
    server.warn(
      'others may read the file, and it has a column of passwords or tokens: chmod 600 it',
    );
  const job = await chooseJob(server, raw.job);
  const result = await server.api.call('importPairs', {
    path: { tenant: await server.tenant(), job: job.id },
    body: text,
    ...(raw.dryRun === true ? { query: { dryRun: 'true' } } : {}),
  });
  if (server.isJson) {
    server.row(result);
    return exitCodes.done;
  }
  const { added, updated, unchanged, belowRoot } = result;
  const rooted = belowRoot === 0 ? '' : `; ${formatCount(belowRoot)} below a folder root`;
  const counts = `${plural(added, 'mailbox', 'mailboxes')} added, ${formatCount(updated)} updated, ${formatCount(unchanged)} unchanged${rooted}`;
  server.say(
    raw.dryRun === true
      ? [`${job.name}, if it were done: ${counts}. Nothing was changed.`]
      : [`${job.name}: ${counts}.`],
  );
  return exitCodes.done;
}

/** `mailhaul pairs show PAIR` */
export async function showPair(
  server: Server,
  text: string,
  raw: { readonly job?: string },
): Promise<ExitCode> {
  const pair = await findPair(server, text, raw.job);
  if (server.isJson) {
    server.row(pair);
    return exitCodes.done;
  }
  const job = await findJob(server, pair.jobId);
  const nowMs = server.io.clock.wallMs();
  const at = (ms: number | undefined) => (ms === undefined ? undefined : formatClock(ms, nowMs));
  const entry = catalogueEntry(pair.reason);
  server.say([
    `${pairLabel(pair)}: ${pairLine(pair, nowMs)}`,
    ...factLines([
      ['what to do', entry?.whatToDo],
      ['the server says', pair.serverText],
      ['id', pair.id],
      ['external id', pair.externalId],
      ['job', job.name],
      ['folder root', pair.folderRoot],
      ['items', [`${formatCount(pair.total)} in all`, ...countsBeside(pair)].join(', ')],
      ['left out', leftOutText(pair, job, nowMs)],
      ['size', pair.bytesTotal === undefined ? undefined : formatBytes(pair.bytesTotal)],
      ['by kind', kindsText(pair)],
      ['verified', gradeText(pair)],
      ['priority', `${pair.priority}${pair.isHeld ? ', held' : ''}`],
      ['passes', formatCount(pair.passCount)],
      ['to investigate', zeroless(pair.investigate)],
      ['maybe there twice', zeroless(pair.surplusReported)],
      ['folders not opened', zeroless(pair.parkedFolders)],
      ['began', at(pair.startedAt)],
      ['ended', at(pair.endedAt)],
    ]),
  ]);
  return exitCodes.done;
}

function zeroless(count: number): string | undefined {
  return count === 0 ? undefined : formatCount(count);
}

function columnsAt(nowWallMs: number): readonly Column<Pair>[] {
  return [
    { head: 'Mailbox', width: 50, cell: pairLabel },
    { head: 'status', cell: ({ status }) => pairStatusLabels[status] },
    { head: 'prio', align: 'right', cell: ({ priority }) => `${priority}` },
    { head: 'migrated', align: 'right', cell: ({ migrated }) => formatCount(migrated) },
    { head: 'failed', align: 'right', cell: ({ failed }) => formatCount(failed) },
    { head: 'to go', align: 'right', cell: ({ pending }) => formatCount(pending) },
    { head: 'size', align: 'right', cell: ({ bytesMigrated }) => formatBytes(bytesMigrated) },
    { head: 'grade', cell: ({ grade = '' }) => grade },
    { head: 'why', width: 60, cell: (pair) => pairNote(pair, nowWallMs) },
  ];
}
