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
}

export interface ImportCounts {
  added: number;
  updated: number;
  unchanged: number;
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
  rows: readonly CsvRow[],
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
  const byTarget = await pairsByTarget(
    documents,
    job,
    rows.map(({ input }) => input),
  );
  const faults: ProblemFault[] = [];
  const planned = rows.map((row): PlannedRow => {
    const { input, line } = row;
    const known =
      (input.externalId === undefined ? undefined : byExternalId?.get(input.externalId)) ??
      byBoth?.get(keyOfBoth(input)) ??
      openPair(bySource?.get(keyOfSide(input, 'source')), input);
    const sourceOf = bySource?.get(keyOfSide(input, 'source'));
    const targetOf = byTarget.get(keyOfSide(input, 'target'));
    if (sourceOf !== undefined && sourceOf.id !== known?.id) {
      faults.push({ place: placeOf(line, 'source'), message: 'is another pair’s in this job' });
    }
    if (targetOf !== undefined && targetOf.id !== known?.id) {
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
    return { ...row, known, input: known === undefined ? input : spelledAs(input, known) };
  });
  if (faults.length > 0)
    throw new ApiProblem('csv-invalid', { faults: faults.slice(0, faultsMax) });
  return planned;
}

/** A pair that waits for its target is the row's that has one for it; a row without one is whatever pair has its source. */
function openPair(pair: Pair | undefined, { target }: CsvRow['input']): Pair | undefined {
  return pair?.target === '' || target === undefined ? pair : undefined;
}

/** Case alone makes no other mailbox of it. What a row does not say stays as it is. */
function spelledAs(input: CsvRow['input'], known: Pair): CsvRow['input'] {
  const { externalId = known.externalId } = input;
  const { target, targetKind, targetUser, matchedBy } = known;
  const isKept = input.target === undefined && target !== '';
  const kept = isKept ? { target, ...defined({ targetKind, targetUser, matchedBy }) } : {};
  const named = { ...input, ...kept, ...defined({ externalId }) };
  return keyOfBoth(named) === keyOfBoth(known)
    ? { ...named, source: known.source, ...(target === '' ? {} : { target }) }
    : named;
}

function expected(planned: readonly PlannedRow[]): ImportCounts {
  const counts: ImportCounts = { added: 0, updated: 0, unchanged: 0 };
  for (const { input, known } of planned) {
    if (known === undefined) counts.added += 1;
    else if (isDifferent(input, known)) counts.updated += 1;
    else counts.unchanged += 1;
  }
  return counts;
}

const comparedNames = [
  ...(['source', 'target', 'sourceUser', 'targetUser'] as const),
  ...(['sourceKind', 'targetKind', 'externalId'] as const),
];

/** A password counts as another one: it is not looked up for a trial. */
function isDifferent(input: CsvRow['input'], known: Pair): boolean {
  return (
    comparedNames.some((name) => (input[name] ?? '') !== (known[name] ?? '')) ||
    (input.priority ?? known.priority) !== known.priority ||
    input.sourcePassword !== undefined ||
    input.targetPassword !== undefined
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
  const counts: ImportCounts = { added: 0, updated: 0, unchanged: 0 };
  const refused: ProblemFault[] = [];
  let position: LogPosition = 0n;
  const order = orderOf(call, parts.options.clock);
  await inParallel(planned, rowsAtOnce, async ({ input, known, line }) => {
    const rowKey = known?.id ?? pairIdOf(jobId, input);
    const saved: SavedPair | { readonly kind: 'rejected'; readonly reason: string } =
      await saver.save({
        ...{ tenant, jobId, input },
        ...(known === undefined ? {} : { id: known.id }),
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
