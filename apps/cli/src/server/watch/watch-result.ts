import { type Job, type Pair, pairStatusLabels } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { pairLabel } from '../../render/progress-model.ts';
import { formatBytes, formatCount } from '../../text/format.ts';
import type { Server } from '../session/open-server.ts';
import { gradeText, pairNote } from '../words/pair-words.ts';
import { type Column, showTable } from '../words/show-list.ts';

/** A job of more mailboxes than this shows only those that somebody has to look at. */
const rowsMax = 50;
const gradeWordsMax = 5;

/** As documented in docs/reference/command-line.md. */
export function watchExitCode({ statuses, failed }: Job): ExitCode {
  const toLookAt = (statuses['needs-you'] ?? 0) + (statuses['completed-with-failures'] ?? 0);
  return toLookAt > 0 || failed > 0 ? exitCodes.doneWithFailures : exitCodes.done;
}

/** A finished job's mailboxes, and what to do about those that are not as they should be. */
export async function showResult(server: Server, job: Job): Promise<void> {
  const path = { tenant: await server.tenant(), job: job.id };
  const isSmall = job.pairs <= rowsMax;
  const query = {
    ...{ sort: 'source', limit: rowsMax },
    ...(isSmall ? {} : { status: 'needs-you,completed-with-failures' }),
  };
  const { rows, next } = await server.api.call('listPairs', { path, query });
  if (rows.length > 0) await showTable(server, columnsAt(server), rows);
  const isAnyFailed = rows.some(({ failed }) => failed > 0);
  const needing = job.statuses['needs-you'] ?? 0;
  server.say([
    ...(next === undefined ? [] : [`These are the first ${formatCount(rows.length)}.`]),
    ...(isAnyFailed ? ['mailhaul log PAIR tells of each failed item why.'] : []),
    ...gradeWords(rows),
    ...(needing > 0 ? ['mailhaul pairs show PAIR says what a mailbox needs.'] : []),
  ]);
}

/** Of all that are not Perfect, each reason once. */
function gradeWords(rows: readonly Pair[]): string[] {
  const words = new Set(
    rows.flatMap((pair) => (pair.found === undefined ? [] : gradeText(pair)) ?? []),
  );
  words.delete('Perfect');
  const said = [...words].slice(0, gradeWordsMax);
  return words.size > said.length ? [...said, 'Others: mailhaul pairs show PAIR.'] : said;
}

function columnsAt(server: Server): readonly Column<Pair>[] {
  const nowMs = server.io.clock.wallMs();
  return [
    { head: 'Mailbox', width: 50, cell: pairLabel },
    { head: 'status', cell: ({ status }) => pairStatusLabels[status] },
    { head: 'migrated', align: 'right', cell: ({ migrated }) => formatCount(migrated) },
    { head: 'excluded', align: 'right', cell: ({ excluded }) => formatCount(excluded) },
    { head: 'failed', align: 'right', cell: ({ failed }) => formatCount(failed) },
    { head: 'size', align: 'right', cell: ({ bytesMigrated }) => formatBytes(bytesMigrated) },
    { head: 'grade', cell: ({ grade = '' }) => grade },
    { head: 'why', width: 60, cell: (pair) => pairNote(pair, nowMs) },
  ];
}
