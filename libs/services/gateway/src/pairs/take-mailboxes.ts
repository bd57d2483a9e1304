import { type FoundMailbox, pairSchema, type TakenMailboxes } from '@mailhaul/contracts';
import {
  type ConditionsPreview,
  type JobMailbox,
  type KnownMailbox,
  type MailboxCondition,
  previewConditions,
} from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import { equal } from '../commands/documents.ts';
import { inParallel } from '../commands/in-parallel.ts';
import { type FoundAll, limitWords } from '../connections/mailbox-search.ts';
import {
  type SavedConnection,
  savedConnection,
  searchConnection,
} from '../connections/search-connection.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import type { JobPlace } from '../jobs/job-place.ts';
import type { PairSaver } from './pair-saver.ts';

const pairsAtOnce = 32;
const everyKind = ['user', 'shared', 'room', 'equipment', 'public', 'system'] as const;

interface Taking {
  readonly job: JobPlace;
  readonly sourceConnectionId: string;
  readonly parts: GatewayParts;
  readonly saver: PairSaver;
}

/** Whom conditions take of those that the source knows now; they join the job without a target, and nobody is removed. */
export async function takeMailboxes(
  call: Call<'takeMailboxes'>,
  by: Taking,
): Promise<{ readonly answer: TakenMailboxes; readonly added: number; readonly position: bigint }> {
  const { job, parts } = by;
  const { conditions } = call.body;
  const place = { tenant: job.tenant, id: by.sourceConnectionId };
  const saved = await savedConnection(parts, place);
  const { known, limit } = await knownMailboxes(call, saved, { conditions, parts });
  const preview = previewConditions(conditions, known, await rowsOf(by));
  const answer: TakenMailboxes = {
    entering: preview.entering.map(({ address }) => address),
    stayingCount: preview.staying.length,
    leaving: preview.leaving.map(({ row, reason }) => ({ source: row.address, reason })),
    ...(limit === undefined ? {} : { words: limitWords[limit] }),
  };
  if (call.query.dryRun === true) return { answer, added: 0, position: 0n };
  return { answer, ...(await added(call, preview, by)) };
}

async function rowsOf({ job, parts }: Taking): Promise<readonly JobMailbox[]> {
  const pairs = parts.documents.each({
    ...{ collection: 'pairs', schema: pairSchema, tenant: job.tenant, defaultSort: 'source' },
    fields: [equal('jobId', job.id)],
  });
  return Array.fromAsync(pairs, ({ id, source }) => ({ pairId: id, address: source }));
}

/** With the groups and units that conditions name; each of these is a question of its own. */
async function knownMailboxes(
  { signal: left }: Call<'takeMailboxes'>,
  saved: SavedConnection,
  by: { readonly conditions: readonly MailboxCondition[]; readonly parts: GatewayParts },
): Promise<{ readonly known: readonly KnownMailbox[]; readonly limit: FoundAll['limit'] }> {
  const { conditions, parts } = by;
  const { clock, random } = parts.options;
  const kinds = saved.details.directory === undefined ? {} : { kind: [...everyKind] };
  const search = (narrower: { group?: string; unit?: string }) =>
    parts.tests.run(left, (signal) =>
      searchConnection(parts, saved, {
        query: { limit: 200, ...kinds, ...narrower },
        context: { clock, random, signal },
      }),
    );
  const all = await search({});
  const inGroup = new Map<string, ReadonlySet<string>>();
  const inUnit = new Map<string, ReadonlySet<string>>();
  let { limit } = all;
  for (const condition of conditions) {
    if (condition.by !== 'group' && condition.by !== 'unit') continue;
    const [into, asked] =
      condition.by === 'group'
        ? ([inGroup, condition.group] as const)
        : ([inUnit, condition.unit] as const);
    if (into.has(asked)) continue;
    const found = await search({ [condition.by]: asked });
    limit ??= found.limit;
    into.set(asked, new Set(found.rows.map(idOf)));
  }
  const holding = (sets: ReadonlyMap<string, ReadonlySet<string>>, id: string) =>
    [...sets].filter(([, ids]) => ids.has(id)).map(([name]) => name);
  const known = all.rows.map((row): KnownMailbox => {
    const id = idOf(row);
    const kind = row.kind === 'mailbox' ? 'user' : row.kind;
    return {
      ...{ id, address: row.address, kind },
      ...{ groups: holding(inGroup, id), units: holding(inUnit, id) },
    };
  });
  return { known, limit };
}

function idOf({ id, address }: FoundMailbox): string {
  return id ?? address.toLowerCase();
}

async function added(
  call: Call<'takeMailboxes'>,
  { entering }: ConditionsPreview,
  { job, parts, saver }: Taking,
): Promise<{ readonly added: number; readonly position: bigint }> {
  const order = orderOf(call, parts.options.clock);
  let position = 0n;
  let count = 0;
  await inParallel(entering, pairsAtOnce, async ({ id, address, kind }) => {
    const input = {
      source: address,
      ...(kind === 'public' ? { sourceKind: 'public' as const } : {}),
    };
    const commandId = uuid5(call.commandId, id);
    const toSave = { tenant: job.tenant, jobId: job.id, input, order: { ...order, commandId } };
    const saved = await saver.save(toSave);
    if (saved.kind === 'rejected') return;
    if (saved.kind === 'added') count += 1;
    if (saved.position > position) position = saved.position;
  });
  return { added: count, position };
}
