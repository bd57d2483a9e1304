import { type Pair, type PairSelection, pairStatusSchema } from '@mailhaul/contracts';
import { named, parseWhole } from '../../options/option-values.ts';
import { pairLabel } from '../../render/progress-model.ts';
import { formatCount, plural } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import type { RawPairFilters } from '../commands/pairs.ts';
import type { Server } from '../session/open-server.ts';
import { checkedInput } from '../words/checked-input.ts';
import { chooseJob } from './choose-job.ts';
import { findPair } from './find-pair.ts';

export interface RawSelection extends RawPairFilters {
  readonly search?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
}

/** What is selected in one job. */
export interface Selected {
  readonly jobId: string;
  readonly selection: PairSelection;
  /** For the question whether it is meant. */
  readonly label: string;
}

/** One request names no more. */
const idsMax = 5000;
/** Named in a question at most. */
const namedMax = 5;

/** Those named, or all that filters find in a job. @throws {UsageError} */
export async function selectPairs(
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
