import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LedgerRow } from '@mailhaul/pass-runner';
import type { Finding } from '@mailhaul/verification';
import { stringify } from 'csv-stringify';
import { cleanText } from '../text/clean-text.ts';

type Cell = string | number;

/**
 * One row per item outcome, to a file of its owner's only. The file appears whole or not at all. A cell that a
 * spreadsheet would take for a formula (= + - @ TAB CR) starts with an apostrophe.
 */
export async function writeItemLog(path: string, rows: Iterable<LedgerRow>): Promise<void> {
  const header = [
    'source_folder',
    'target_folder',
    'source_id',
    'target_id',
    'size_bytes',
    'received',
    'outcome',
    'reason',
    'server_text',
  ];
  await writeCsv(path, header, cellsOfRows(rows));
}

/** One row per finding of a verification, in the same way. */
export async function writeFindingLog(path: string, findings: Iterable<Finding>): Promise<void> {
  const header = [
    'finding',
    'source_folder',
    'target_folder',
    'source_id',
    'target_id',
    'size_bytes',
    'received',
    'detail',
  ];
  await writeCsv(path, header, cellsOfFindings(findings));
}

async function writeCsv(
  path: string,
  header: readonly string[],
  rows: Iterable<Cell[]>,
): Promise<void> {
  const draft = `${path}.part`;
  try {
    await pipeline(
      Readable.from(withHeader(header, rows)),
      stringify({ escape_formulas: true, record_delimiter: 'windows' }),
      createWriteStream(draft, { mode: 0o600 }),
    );
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function* withHeader(header: readonly string[], rows: Iterable<Cell[]>): Iterable<readonly Cell[]> {
  yield header;
  yield* rows;
}

function* cellsOfRows(rows: Iterable<LedgerRow>): Iterable<Cell[]> {
  for (const row of rows) {
    yield [
      folderText(row.sourcePath),
      folderText(row.targetPath),
      row.sourceId,
      row.targetId ?? '',
      row.size,
      receivedText(row.epochSeconds),
      row.outcome,
      row.reason ?? '',
      cleanText(row.serverText ?? ''),
    ];
  }
}

function* cellsOfFindings(findings: Iterable<Finding>): Iterable<Cell[]> {
  for (const finding of findings) {
    yield [
      finding.kind,
      folderText(finding.sourcePath),
      folderText(finding.targetPath),
      finding.sourceId ?? '',
      finding.targetId ?? '',
      finding.size,
      receivedText(finding.epochSeconds),
      cleanText(finding.detail),
    ];
  }
}

function folderText(path: readonly string[]): string {
  return cleanText(path.join('/'));
}

function receivedText(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
