import {
  type Pair,
  type PairAction,
  type PairActionResult,
  type PairSelection,
  pairStatusSchema,
} from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { named, parseWhole } from '../../options/option-values.ts';
import { pairLabel } from '../../render/progress-model.ts';
import { formatCount, plural } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import { chooseJob } from '../names/choose-job.ts';
import { findPair } from '../names/find-pair.ts';
import type { Server } from '../session/open-server.ts';
import { checkedInput } from '../words/checked-input.ts';
import { confirm } from '../words/confirm.ts';
import { tellRows } from '../words/tell-rows.ts';
import type { RawPairFilters } from './pairs.ts';

export interface RawSelection extends RawPairFilters {
  readonly search?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
}

export interface PairDeed {
  readonly action: PairAction;
  /** Of `set-priority`, as typed. */
  readonly to?: string;
}

/** What is selected in one job. */
interface Selected {
  readonly jobId: string;
  readonly selection: PairSelection;
  /** For the question whether it is meant. */
  readonly label: string;
}

/** One request names no more. */
const idsMax = 5000;
/** Named in a question at most. */
const namedMax = 5;

/** `mailhaul pairs hold|release|retry|… PAIR…`, or all that filters find in a job. */
export async function actOnPairs(
  server: Server,
  deed: PairDeed,
  chosen: { readonly pairs: readonly string[]; readonly raw: RawSelection },
): Promise<ExitCode> {
  const { to } = deed;
  const priority =
    to === undefined
      ? {}
      : { priority: named('the priority', () => parseWhole(to, { min: 1, max: 5 })) };
  const selected = await select(server, chosen);
  const question = questions[deed.action];
  if (question !== undefined) {
    const what = selected.map(({ label }) => label).join(', ');
    if (!(await confirm(server, question(what), chosen.raw))) return exitCodes.interrupted;
  }
  const tenant = await server.tenant();
  const results: PairActionResult[] = [];
  for (const { jobId, selection } of selected) {
    const path = { tenant, job: jobId };
    const body = { action: deed.action, selection, ...priority };
    results.push(await server.api.call('actOnPairs', { path, body }));
  }
  const { action } = deed;
  return tellRows(server, summed(results), { words: pastWords[action], facts: { action } });
}

const questions: Readonly<Partial<Record<PairAction, (what: string) => string>>> = {
  unmatch: (what) =>
    `Take the target mailbox from ${what}? Mail already there stays, and is known again if it gets the same one.`,
  reset: (what) =>
    `Reset ${what}? The history starts anew. Mail already at the target stays and will be matched.`,
  remove: (what) => `Remove ${what} from the job? Mail already at the target stays.`,
};

async function select(
  server: Server,
  { pairs, raw }: { readonly pairs: readonly string[]; readonly raw: RawSelection },
): Promise<readonly Selected[]> {
  const { status, reason, search } = raw;
  const isFiltered = [status, reason, search, raw.priority].some((text) => text !== undefined);
  if (pairs.length > 0) {
    if (isFiltered || raw.all === true)
      throw new UsageError('name mailboxes, or give filters: not both');
    return selectNamed(server, pairs, raw);
  }
  if (!isFiltered && raw.all !== true)
    throw new UsageError(
      'which mailboxes?',
      'name them, or give --status, --search, --reason, --priority or --all, with --job',
    );
  const matching = matchingOf(raw);
  const job = await chooseJob(server, raw.job);
  const { id, pairs: count } = job;
  const label = isFiltered
    ? `all mailboxes of ${job.name} that match`
    : `all ${formatCount(count)} mailboxes of ${job.name}`;
  return [{ jobId: id, selection: { matching }, label }];
}

function matchingOf(raw: RawSelection): Extract<PairSelection, { matching: unknown }>['matching'] {
  const { status, reason, search, priority } = raw;
  return {
    ...(search === undefined ? {} : { q: search }),
    ...(reason === undefined ? {} : { reason }),
    ...(status === undefined
      ? {}
      : {
          status: status
            .split(',')
            .map((one) => checkedInput(pairStatusSchema, one, () => '--status')),
        }),
    ...(priority === undefined
      ? {}
      : { priority: named('--priority', () => parseWhole(priority, { min: 1, max: 5 })) }),
  };
}

async function selectNamed(
  server: Server,
  texts: readonly string[],
  raw: RawSelection,
): Promise<readonly Selected[]> {
  const byJob = new Map<string, Map<string, Pair>>();
  for (const text of texts) {
    const pair = await findPair(server, text, raw.job);
    byJob.set(pair.jobId, (byJob.get(pair.jobId) ?? new Map<string, Pair>()).set(pair.id, pair));
  }
  return [...byJob].flatMap(([jobId, ofJob]) => {
    const all = [...ofJob.values()];
    const pieces = Array.from({ length: Math.ceil(all.length / idsMax) }, (_, index) =>
      all.slice(index * idsMax, (index + 1) * idsMax),
    );
    return pieces.map((pairs) => ({
      jobId,
      selection: { ids: pairs.map(({ id }) => id) },
      // What was found, not what was typed: its beginning may be of another one than was thought of.
      label:
        pairs.length > namedMax
          ? plural(pairs.length, 'mailbox', 'mailboxes')
          : pairs.map(pairLabel).join(', '),
    }));
  });
}

function summed(results: readonly PairActionResult[]): PairActionResult {
  return {
    done: results.reduce((sum, { done }) => sum + done, 0),
    unchanged: results.reduce((sum, { unchanged }) => sum + unchanged, 0),
    refused: results.flatMap(({ refused }) => refused),
    refusedMore: results.reduce((sum, { refusedMore }) => sum + refusedMore, 0),
  };
}

const pastWords: Readonly<Record<PairAction, string>> = {
  start: 'to be started',
  delta: 'to get a delta pass',
  'retry-failed': 'to be tried again',
  'move-duplicates': 'to get a delta pass that sets duplicates aside',
  unmatch: 'without a target now',
  hold: 'held',
  release: 'released',
  'set-priority': 'with another priority',
  reset: 'reset',
  remove: 'removed',
};
