import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LedgerRow } from '@mailhaul/pass-runner';
import type { Finding } from '@mailhaul/verification';
import type { FolderNote } from '../render/run-events.schema.ts';
import { cleanText } from '../text/clean-text.ts';
import { csvText } from './csv-text.ts';

type Cell = string;

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

/** One row per folder of which there is something to say, in the same way. */
export async function writeFolderLog(path: string, notes: Iterable<FolderNote>): Promise<void> {
  const header = ['source_folder', 'target_folder', 'what', 'why', 'items', 'server_text'];
  await writeCsv(path, header, cellsOfNotes(notes));
}

async function writeCsv(
  path: string,
  header: readonly string[],
  rows: Iterable<Cell[]>,
): Promise<void> {
  const draft = `${path}.part`;
  try {
    await pipeline(texts(header, rows), createWriteStream(draft, { mode: 0o600 }));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Rows made into text at a time: between them the other mailboxes have the event loop. */
const rowsAtOnce = 500;

async function* texts(header: readonly string[], rows: Iterable<Cell[]>): AsyncIterable<string> {
  let held: (readonly Cell[])[] = [header];
  for (const row of rows) {
    held.push(row);
    if (held.length < rowsAtOnce) continue;
    yield csvText(held);
    held = [];
    await nextTurn();
  }
  yield csvText(held);
}

function* cellsOfRows(rows: Iterable<LedgerRow>): Iterable<Cell[]> {
  // Rows come folder by folder: its names are made text once.
  let sourcePath: readonly string[] | undefined;
  let targetPath: readonly string[] | undefined;
  let [sourceFolder, targetFolder] = ['', ''];
  for (const row of rows) {
    if (row.sourcePath !== sourcePath || row.targetPath !== targetPath) {
      ({ sourcePath, targetPath } = row);
      [sourceFolder, targetFolder] = [folderText(sourcePath), folderText(targetPath)];
    }
    yield [
      sourceFolder,
      targetFolder,
      textOf(row.sourceId),
      textOf(row.targetId),
      textOf(row.size),
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
      textOf(finding.sourceId),
      textOf(finding.targetId),
      textOf(finding.size),
      receivedText(finding.epochSeconds),
      cleanText(finding.detail),
    ];
  }
}

function* cellsOfNotes(notes: Iterable<FolderNote>): Iterable<Cell[]> {
  for (const note of notes) {
    const what = note.event.replace('folder-', '');
    switch (note.event) {
      case 'folder-left-out':
        yield [note.folder, '', what, note.why, textOf(note.items), ''];
        break;
      case 'folder-placed':
        yield [note.folder, note.target, what, note.why, '', ''];
        break;
      case 'folder-parked':
        yield [
          note.folder,
          '',
          what,
          note.error.code,
          textOf(note.items),
          note.error.serverText ?? '',
        ];
        break;
    }
  }
}

/** (The writer of the file takes its time over cells that are no text.) */
function textOf(number: number | null | undefined): string {
  return number === undefined || number === null ? '' : String(number);
}

function folderText(path: readonly string[]): string {
  return cleanText(path.join('/'));
}

function receivedText(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
