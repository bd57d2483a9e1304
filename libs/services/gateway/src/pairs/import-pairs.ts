import type { LogPosition } from '@mailhaul/application';
import { type Pair, pairSchema, type ProblemFault } from '@mailhaul/contracts';
import { uuid5 } from '@mailhaul/kernel';
import { defined } from '../commands/defined.ts';
import { equal } from '../commands/documents.ts';
import { inParallel } from '../commands/in-parallel.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem, faultsMax } from '../http/api-problem.ts';
import { orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { LeftRows } from './left-rows.ts';
import { keyOfBoth, keyOfSide } from './mailbox-keys.ts';
import { pairIdOf } from './pair-place.ts';
import type { PairSaver, SavedPair } from './pair-saver.ts';
import { type CsvRow, parsePairsCsv, placeOf } from './pairs-csv.ts';
import { type JobSide, pairsByTarget } from './taken-mailboxes.ts';
import { boundedBody } from '../http/read-body.ts';

const rowsAtOnce = 128;

interface PlannedRow extends CsvRow {
  /** The pair that the row is of; undefined: it is new. */
  readonly known: Pair | undefined;
  /** The pair that left the job and comes back by the row. */
  readonly leftId: string | undefined;
}

export interface ImportCounts {
  added: number;
  updated: number;
  unchanged: number;
  belowRoot: number;
}

/** What an import did, and the last place in the log that it wrote. */
export interface Imported {
  readonly counts: ImportCounts;
  /** Of these rows under this key: another file under the same key is another import. */
  readonly commandId: string;
  readonly position: LogPosition;
}

/**
 * All rows or none: every row is checked before the first is taken. A repeat, with the same key or without, finishes what was
 * cut short. @throws {ApiProblem} with each row that is wrong.
 */
export async function importPairs(
  call: Call<'importPairs'>,
  job: JobSide,
  by: { readonly parts: GatewayParts; readonly saver: PairSaver },
): Promise<Imported> {
  const { limits } = by.parts;
  const body = boundedBody(call.request, limits.csvBytesMax);
  const { rows, faults } = await parsePairsCsv(body, limits.csvRowsMax);
  if (faults.length > 0) throw new ApiProblem('csv-invalid', { faults });
  const planned = await plan(rows, job, by.parts);
  const inputs = rows.map(({ input }) => input);
  const commandId = uuid5(call.commandId, JSON.stringify(inputs));
  return call.query.dryRun === true
    ? { counts: expected(planned), commandId, position: 0n }
    : save({ ...call, commandId }, { job, planned, saver: by.saver, parts: by.parts });
}

async function plan(
  given: readonly CsvRow[],
  job: JobSide,
  { documents }: GatewayParts,
): Promise<readonly PlannedRow[]> {
  const { tenant, jobId } = job;
  const [byExternalId, bySource, byBoth] = [0, 0, 0].map(() => new Map<string, Pair>());
  const pairs = documents.each({
    ...{ collection: 'pairs', schema: pairSchema, tenant, defaultSort: 'source' },
    fields: [equal('jobId', jobId)],
  });
  for await (const pair of pairs) {
    if (pair.externalId !== undefined) byExternalId?.set(pair.externalId, pair);
    bySource?.set(keyOfSide(pair, 'source'), pair);
    byBoth?.set(keyOfBoth(pair), pair);
  }
  const left = await LeftRows.of(documents, { tenant, id: jobId });
  const faults: ProblemFault[] = [];
  const ofRows = given.map(
    ({ input }) =>
      (input.externalId === undefined ? undefined : byExternalId?.get(input.externalId)) ??
      byBoth?.get(keyOfBoth(input)) ??
      openPair(bySource?.get(keyOfSide(input, 'source')), input),
  );
  const rows = given.map(({ input, line }, at) => ({ line, input: completed(input, ofRows[at]) }));
  const inputs = rows.map(({ input }) => input);
  const byTarget = await pairsByTarget(documents, job, inputs);
  const isLeft = leftMailboxes(rows, ofRows);
  const planned = rows.map((row, at): PlannedRow => {
    const { input, line } = row;
    const known = ofRows[at];
    const sourceOf = bySource?.get(keyOfSide(input, 'source'));
    const targetOf = byTarget.get(keyOfSide(input, 'target'));
    if (sourceOf !== undefined && sourceOf.id !== known?.id && !isLeft(sourceOf, 'source')) {
      faults.push({ place: placeOf(line, 'source'), message: 'is another pair’s in this job' });
    }
    if (targetOf !== undefined && targetOf.id !== known?.id && !isLeft(targetOf, 'target')) {
      const where = targetOf.jobId === jobId ? 'in this job' : 'in another job';
      faults.push({ place: placeOf(line, 'target'), message: `is another pair’s ${where}` });
    }
    if (
      known !== undefined &&
      known.status === 'running' &&
      keyOfBoth(known) !== keyOfBoth(input)
    ) {
      faults.push({ place: placeOf(line), message: 'is being copied: hold the pair first' });
    }
    if (known !== undefined) return { ...row, known, leftId: undefined };
    const back = left.find(input);
    return { ...row, known, leftId: back?.id, input: back?.row ?? input };
  });
  if (faults.length > 0)
    throw new ApiProblem('csv-invalid', { faults: faults.slice(0, faultsMax) });
  return planned;
}

/** Whether another row of the file gives the pair another mailbox on that side: then its present one is free. */
function leftMailboxes(
  rows: readonly CsvRow[],
  pairs: readonly (Pair | undefined)[],
): (pair: Pair, side: 'source' | 'target') => boolean {
  const inputs = new Map(pairs.map((pair, at) => [pair?.id, rows[at]?.input]));
  return (pair, side) => {
    const input = inputs.get(pair.id);
    // A row that does not say it leaves it as it is.
    return input?.[side] !== undefined && keyOfSide(input, side) !== keyOfSide(pair, side);
  };
}

/** A pair that waits for its target is the row's that has one for it; a row without one is whatever pair has its source. */
function openPair(pair: Pair | undefined, { target }: CsvRow['input']): Pair | undefined {
  return pair?.target === '' || target === undefined ? pair : undefined;
}

/** The row was imported with this id before: other addresses are what its mailboxes are called now. */
function isRowOf(known: Pair | undefined, { externalId }: CsvRow['input']): boolean {
  return externalId !== undefined && known?.externalId === externalId;
}

/**
 * The row with all that its pair has and the file does not say. Case alone makes no other mailbox of it. Whoever signs in as the
 * mailbox itself needs no user of its own: that is how a file takes one away.
 */
function completed(input: CsvRow['input'], known: Pair | undefined): CsvRow['input'] {
  const { sourceUser, targetUser, ...row } = known === undefined ? input : withKept(input, known);
  return {
    ...row,
    ...defined({
      sourceUser: sourceUser === row.source ? undefined : sourceUser,
      targetUser: targetUser === row.target ? undefined : targetUser,
    }),
  };
}

function withKept(input: CsvRow['input'], known: Pair): CsvRow['input'] {
  const { externalId, folderRoot, sourceUser, targetUser, sourceKind, targetKind } = known;
  const target = known.target === '' ? undefined : known.target;
  const kept = { externalId, folderRoot, sourceUser, targetUser, sourceKind, targetKind, target };
  const row = { ...defined(kept), ...input };
  const isSame = (side: 'source' | 'target') => keyOfSide(row, side) === keyOfSide(known, side);
  return {
    ...row,
    ...(isSame('source') ? { source: known.source } : {}),
    // Who found the target has found it still.
    ...(isSame('target') ? defined({ target, matchedBy: known.matchedBy }) : {}),
  };
}

function expected(planned: readonly PlannedRow[]): ImportCounts {
  const counts = noneYet(planned);
  for (const { input, known } of planned) {
    if (known === undefined) counts.added += 1;
    else if (isDifferent(input, known)) counts.updated += 1;
    else counts.unchanged += 1;
  }
  return counts;
}

/** What of it is so whatever becomes of each row. */
function noneYet(planned: readonly PlannedRow[]): ImportCounts {
  const belowRoot = planned.filter(({ input: { folderRoot = '' } }) => folderRoot !== '').length;
  return { added: 0, updated: 0, unchanged: 0, belowRoot };
}

const comparedNames = [
  ...(['source', 'target', 'sourceUser', 'targetUser'] as const),
  ...(['sourceKind', 'targetKind', 'externalId', 'folderRoot'] as const),
];

const secretNames = ['sourcePassword', 'targetPassword', 'sourceToken', 'targetToken'] as const;

/** A password or a token counts as another one: it is not looked up for a trial. */
function isDifferent(input: CsvRow['input'], known: Pair): boolean {
  return (
    comparedNames.some((name) => (input[name] ?? '') !== (known[name] ?? '')) ||
    (input.priority ?? known.priority) !== known.priority ||
    secretNames.some((name) => input[name] !== undefined)
  );
}

async function save(
  call: Call<'importPairs'>,
  by: {
    readonly job: JobSide;
    readonly planned: readonly PlannedRow[];
    readonly saver: PairSaver;
    readonly parts: GatewayParts;
  },
): Promise<Imported> {
  const { job, planned, saver, parts } = by;
  const { tenant, jobId } = job;
  const counts = noneYet(planned);
  const refused: ProblemFault[] = [];
  let position: LogPosition = 0n;
  const order = orderOf(call, parts.options.clock);
  await inParallel(planned, rowsAtOnce, async ({ input, known, leftId, line }) => {
    const rowKey = known?.id ?? leftId ?? pairIdOf(jobId, input);
    const saved: SavedPair | { readonly kind: 'rejected'; readonly reason: string } =
      await saver.save({
        ...{ tenant, jobId, input, leftId },
        ...(known === undefined ? {} : { id: known.id }),
        ...(isRowOf(known, input) ? { renames: true } : {}),
        order: { ...order, commandId: uuid5(call.commandId, rowKey) },
      });
    if (saved.kind === 'rejected') {
      refused.push({ place: placeOf(line), message: saved.reason });
      return;
    }
    counts[saved.kind] += 1;
    if (saved.position > position) position = saved.position;
  });
  if (refused.length > 0) {
    throw ApiProblem.ofRejection({ kind: 'rejected', reason: 'PassUnderWay' }, { faults: refused });
  }
  return { counts, commandId: call.commandId, position };
}
