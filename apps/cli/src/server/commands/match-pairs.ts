import { type MatchRow, usualMatchRules } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { plural } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import { chooseJob } from '../names/choose-job.ts';
import { findPair } from '../names/find-pair.ts';
import type { Server } from '../session/open-server.ts';
import { type Column, showTable } from '../words/show-list.ts';
import { tellRows } from '../words/tell-rows.ts';
import { matchSure } from './match-by-rules.ts';

export interface RawMatching {
  readonly job?: string;
  readonly target?: string;
  readonly pattern?: string;
  readonly weak?: boolean;
  readonly dryRun?: boolean;
}

/** `mailhaul pairs match PAIR --target MAILBOX`, or all of a job that have none, by rules. */
export async function matchMailboxes(
  server: Server,
  text: string | undefined,
  raw: RawMatching,
): Promise<ExitCode> {
  if (text === undefined && raw.target === undefined) return matchByRules(server, raw);
  if (text === undefined || raw.target === undefined) {
    throw new UsageError(
      'a mailbox and its target go together',
      'pairs match PAIR --target MAILBOX',
    );
  }
  const pair = await findPair(server, text, raw.job);
  const path = { tenant: await server.tenant(), job: pair.jobId };
  const matches = [{ id: pair.id, target: raw.target }];
  return tellRows(server, await server.api.call('matchPairs', { path, body: { matches } }), said);
}

/** What is sure is matched; the rest is listed with what a person must decide. */
async function matchByRules(server: Server, raw: RawMatching): Promise<ExitCode> {
  const job = await chooseJob(server, raw.job);
  const path = { tenant: await server.tenant(), job: job.id };
  const { pattern } = raw;
  const rules = pattern === undefined ? usualMatchRules : [{ by: 'pattern' as const, pattern }];
  const dryRun = raw.dryRun === true;
  const isSure = ({ result, confidence }: MatchRow) =>
    result === 'matched' && (raw.weak === true || confidence !== 'weak');
  const found = await matchSure(server.api, path, { rules, isSure, dryRun });
  const { rows, sureCount } = found;
  if (server.isJson) for (const row of rows) server.row(row);
  else if (rows.length === 0) server.say(['Every mailbox of the job has its target.']);
  else await showTable(server, columns, rows);
  if (found.words !== undefined) server.warn(found.words);
  if (found.directory === 'none' && pattern === undefined) {
    server.warn('the target has no directory that could be asked: give --pattern');
  }
  if (dryRun) {
    server.say([`${plural(sureCount, 'mailbox', 'mailboxes')} would be matched.`]);
    return exitCodes.done;
  }
  if (sureCount === 0) return rows.length === 0 ? exitCodes.done : exitCodes.refused;
  const open = rows.length - sureCount;
  const code = tellRows(server, found.result, said);
  if (open > 0) server.say([`${plural(open, 'mailbox', 'mailboxes')} still without a target.`]);
  return open > 0 && code === exitCodes.done ? exitCodes.doneWithFailures : code;
}

const said = { words: 'matched', facts: { action: 'match' } };

const columns: readonly Column<MatchRow>[] = [
  { head: 'Mailbox', width: 40, cell: ({ source }) => source },
  {
    head: 'target',
    width: 40,
    cell: ({ result, target = '' }) => (result === 'matched' ? target : ''),
  },
  { head: 'why', width: 60, cell: wordsOf },
];

function wordsOf({ words, result, target, targets }: MatchRow): string {
  if (targets !== undefined) return `${words} ${targets.map(({ address }) => address).join(', ')}`;
  return result === 'matched' || target === undefined ? words : `${words} (${target})`;
}
