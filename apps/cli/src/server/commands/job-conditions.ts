import type { ConditionRow, MailboxConditionInput } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { cleanText } from '../../text/clean-text.ts';
import { formatCount, plural } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import { findJob } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';
import { conditionsOf, leavingWords, type RawConditions } from './take-mailboxes.ts';

export interface RawJobConditions extends RawConditions {
  readonly none?: boolean;
  readonly leaving?: string;
}

/** Named of those who enter or leave. */
const shownMax = 50;

/** `mailhaul jobs conditions JOB`: shows them, says with `--dry-run` what others would come to, or changes them. */
export async function jobConditions(
  server: Server,
  text: string,
  raw: RawJobConditions,
): Promise<ExitCode> {
  const wished = conditionsOf(raw);
  if (raw.none === true && wished.length > 0)
    throw new UsageError('--none takes all conditions away; nothing else can be said of them');
  const job = await findJob(server, text);
  const path = { tenant: await server.tenant(), job: job.id };
  const kept = await server.api.call('readConditions', { path });
  if (raw.dryRun === true) {
    const conditions = wished.length > 0 || raw.none === true ? wished : kept.conditions;
    return preview(server, { path, connection: job.sourceConnectionId, conditions });
  }
  if (wished.length === 0 && raw.none !== true) {
    if (server.isJson) server.row(kept);
    else server.say([job.name, ...linesOf(kept.conditions)]);
    return exitCodes.done;
  }
  const leavingMax = raw.leaving === undefined ? {} : { leavingMax: countOf(raw.leaving) };
  const changed = await server.api.call('changeConditions', {
    path,
    body: { conditions: wished, ...leavingMax },
    ifMatch: kept.revision,
  });
  if (changed.words !== undefined) server.warn(changed.words);
  if (server.isJson) server.row(changed);
  else {
    const { entered, left, stopping, stayed } = changed;
    const stops = stopping > 0 ? ` (${formatCount(stopping)} once stopped)` : '';
    server.say([
      `${plural(entered, 'mailbox', 'mailboxes')} entered ${job.name}, ${formatCount(left)} left${stops}, ${formatCount(stayed)} stayed.`,
    ]);
  }
  return exitCodes.done;
}

async function preview(
  server: Server,
  asked: {
    readonly path: { readonly tenant: string; readonly job: string };
    readonly connection: string;
    readonly conditions: readonly MailboxConditionInput[];
  },
): Promise<ExitCode> {
  const { path, connection, conditions } = asked;
  const found = await server.api.call('previewConditions', {
    path: { tenant: path.tenant, connection },
    // It is typed once more because something was changed meanwhile.
    body: { conditions: [...conditions], jobId: path.job, limit: shownMax, readAnew: true },
  });
  if (found.words !== undefined) server.warn(found.words);
  if (server.isJson) {
    server.row(found);
    return exitCodes.done;
  }
  const { enters, leaves, stays } = found.counts;
  server.say([
    `${formatCount(enters)} would enter, ${formatCount(leaves)} leave, ${formatCount(stays)} stay.`,
    ...found.rows.filter(({ fate }) => fate !== 'stays').map(lineOf),
    ...(found.next === undefined ? [] : ['  …']),
  ]);
  return exitCodes.done;
}

function lineOf({ fate, source, reason }: ConditionRow): string {
  const why = reason === undefined ? '' : ` (${leavingWords[reason]})`;
  return `  ${fate} ${cleanText(source)}${why}`;
}

function linesOf(conditions: readonly MailboxConditionInput[]): readonly string[] {
  if (conditions.length === 0) return ['  no conditions: its mailboxes are as they were given'];
  return conditions.map((condition) => `  ${condition.effect} ${cleanText(aboutOf(condition))}`);
}

function aboutOf(condition: MailboxConditionInput): string {
  switch (condition.by) {
    case 'all':
      return 'all mailboxes';
    case 'public-folders':
      return 'the public folders';
    case 'chosen':
      return plural(condition.ids.length, 'chosen mailbox', 'chosen mailboxes');
    case 'group':
      return `group ${condition.group}`;
    case 'unit':
      return `unit ${condition.unit}`;
    case 'pattern':
      return `addresses like ${condition.pattern}`;
    case 'list':
      return `${plural(condition.addresses.length, 'address', 'addresses')}: ${condition.addresses.slice(0, 3).join(', ')}`;
  }
}

function countOf(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--leaving ${text}: is no number of mailboxes`);
  return Number(text);
}
