import { type CatalogueEntry, errorCatalogue } from '@mailhaul/connector-contract';
import {
  folderSchema,
  gradeReason,
  itemKindLabels,
  type Job,
  jobSchema,
  type Pair,
  pairSchema,
  pairStatusLabels,
  verifyAgain,
} from '@mailhaul/contracts';
import { type LedgerReport, type LedgerRow, readLedgerReport } from '@mailhaul/pass-runner';
import { Controller, Inject, Res } from '@nestjs/common';
import { equal } from '../commands/documents.ts';
import { GatewayParts } from '../gateway-parts.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { jobPlaceOf } from '../jobs/job-place.ts';
import { pairPlaceOf } from '../pairs/pair-place.ts';
import { answerCsv, type Cell } from './csv-answer.ts';

/** CSV of everything that is shown. What has `@Res` writes its answer itself. */
@Controller()
export class ReportsController {
  readonly #parts: GatewayParts;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
  }

  @Serves('overallReport')
  async overallReport(
    @TheCall() { tenant, response }: Call<'overallReport'>,
    @Res() _own: unknown,
  ): Promise<void> {
    const jobs = this.#parts.documents.each({
      ...{ collection: 'jobs', schema: jobSchema, tenant, defaultSort: 'rank' },
    });
    const rows = mapped(jobs, jobCells);
    await this.#answer(response, { name: `${tenant}-jobs`, header: jobHeader, rows });
  }

  @Serves('jobReport')
  async jobReport(@TheCall() call: Call<'jobReport'>, @Res() _own: unknown): Promise<void> {
    const place = jobPlaceOf(call);
    const { documents } = this.#parts;
    const job = await documents.need(jobSchema, 'jobs', place);
    const pairs = documents.each({
      ...{ collection: 'pairs', schema: pairSchema, tenant: place.tenant, defaultSort: 'source' },
      fields: [equal('jobId', place.id)],
    });
    const rows = mapped(pairs, pairCells);
    await this.#answer(call.response, { name: `${job.name}-mailboxes`, header: pairHeader, rows });
  }

  @Serves('pairReport')
  async pairReport(@TheCall() call: Call<'pairReport'>, @Res() _own: unknown): Promise<void> {
    const place = pairPlaceOf(call);
    const { documents } = this.#parts;
    const pair = await documents.need(pairSchema, 'pairs', place);
    const folders = documents.each({
      ...{ collection: 'folders', schema: folderSchema, tenant: place.tenant },
      ...{ defaultSort: 'path', fields: [equal('pairId', place.id)] },
    });
    const rows = mapped(folders, (one) => [
      ...[one.path, one.targetPath, one.total, one.migrated, one.excluded, one.failed],
      ...[one.pending, one.gone, one.collapsed, one.kind ?? 'mail', one.leftOut],
    ]);
    await this.#answer(call.response, {
      name: `${pair.source}-folders`,
      header: folderHeader,
      rows,
    });
  }

  @Serves('pairLog')
  async pairLog(@TheCall() call: Call<'pairLog'>, @Res() _own: unknown): Promise<void> {
    const place = pairPlaceOf(call);
    const { tenant, id: pairId } = place;
    const { documents, options } = this.#parts;
    const pair = await documents.need(pairSchema, 'pairs', place);
    const { store, sealers } = options;
    const sealer = await sealers.of(tenant);
    const report = await readLedgerReport({ store, sealer, tenant, pairId });
    const rows = itemCells(report);
    await this.#answer(call.response, { name: `${pair.source}-items`, header: itemHeader, rows });
  }

  #answer(response: Call['response'], table: Parameters<typeof answerCsv>[1]): Promise<void> {
    return answerCsv(response, table, this.#parts.options.clock);
  }
}

const jobHeader = [
  ...['job', 'status', 'mailboxes', 'completed', 'need_you', 'migrated', 'excluded', 'failed'],
  ...['pending', 'bytes_migrated', 'created', 'started', 'finished'],
];

/** All is copied that can be; under watch it only may turn out that something is there twice. */
const endStatuses = ['completed', 'completed-with-failures', 'under-watch'] as const;

function jobCells(job: Job): readonly Cell[] {
  const { statuses } = job;
  const completed = endStatuses.reduce((sum, status) => sum + (statuses[status] ?? 0), 0);
  return [
    ...[job.name, job.status, job.pairs, completed, statuses['needs-you'] ?? 0, job.migrated],
    ...[job.excluded, job.failed, job.pending, job.bytesMigrated],
    ...[job.createdAt, job.startedAt, job.finishedAt].map(timeText),
  ];
}

/** Of the source, as the verification counted them. */
const kinds = Object.keys(itemKindLabels);

const pairHeader = [
  ...['source', 'target', 'external_id', 'status', 'reason', 'priority', 'total', 'migrated'],
  ...['excluded', 'failed', 'pending', 'gone', 'collapsed', 'bytes_migrated', 'passes', 'grade'],
  ...['to_investigate', 'surplus_reported', 'parked_folders', 'started', 'ended', 'server_text'],
  ...['grade_reason', ...kinds.map((kind) => `items_${kind.replace('-', '_')}`)],
];

function pairCells(pair: Pair): readonly Cell[] {
  return [
    ...[pair.source, pair.target, pair.externalId, pairStatusLabels[pair.status], pair.reason],
    ...[pair.priority, pair.total, pair.migrated, pair.excluded, pair.failed, pair.pending],
    ...[pair.gone, pair.collapsed, pair.bytesMigrated, pair.passCount, pair.grade],
    ...[pair.investigate, pair.surplusReported, pair.parkedFolders],
    ...[timeText(pair.startedAt), timeText(pair.endedAt), pair.serverText],
    gradeReason(pair.grade, pair.found) ?? unverifiedText(pair),
    ...kinds.map((kind) => pair.kinds && (pair.kinds[kind]?.source ?? 0)),
  ];
}

/** Why there is no grade, in its place. */
function unverifiedText({ unverified }: Pair): string | undefined {
  if (unverified === undefined) return undefined;
  const { code, side } = unverified;
  const at = side === undefined ? '' : ` (${side})`;
  const entries: Readonly<Partial<Record<string, CatalogueEntry>>> = errorCatalogue;
  const told = entries[code] ?? { cause: `${code}.`, fixedBy: 'nobody', whatToDo: '' };
  return `Not verified${at}: ${told.cause} ${verifyAgain(told)}`;
}

const folderHeader = [
  ...['source_folder', 'target_folder', 'total', 'migrated', 'excluded', 'failed', 'pending'],
  ...['gone', 'collapsed', 'kind', 'left_out'],
];

const itemHeader = [
  ...['source_folder', 'target_folder', 'source_id', 'target_id', 'size_bytes', 'received'],
  ...['outcome', 'reason', 'server_text'],
];

function* itemCells(report: LedgerReport | undefined): Iterable<readonly Cell[]> {
  for (const row of report?.rows() ?? []) yield cellsOf(row);
}

function cellsOf(row: LedgerRow): readonly Cell[] {
  return [
    ...[row.sourcePath.join('/'), row.targetPath.join('/'), row.sourceId, row.targetId, row.size],
    ...[timeText(row.epochSeconds * 1000), row.outcome, row.reason, row.serverText],
  ];
}

function timeText(ms: number | undefined): string {
  if (ms === undefined) return '';
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

async function* mapped<T>(
  rows: AsyncIterable<T>,
  cells: (row: T) => readonly Cell[],
): AsyncIterable<readonly Cell[]> {
  for await (const row of rows) yield cells(row);
}
