import type { ServerResponse } from 'node:http';
import type { Clock } from '@mailhaul/kernel';
import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | undefined;

/** Rows made into text at a time: between them other requests have the event loop. */
const rowsAtOnce = 500;

/**
 * Answers with CSV, row by row as they come. A cell that a spreadsheet would take for a formula starts with an apostrophe;
 * a byte order mark tells spreadsheets that it is UTF-8.
 */
export async function answerCsv(
  response: ServerResponse,
  table: {
    readonly name: string;
    readonly header: readonly string[];
    readonly rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;
  },
  clock: Pick<Clock, 'sleep'>,
): Promise<void> {
  const fileName = table.name.replace(/[^\w.-]+/g, '-').slice(0, 80);
  const begin = () => {
    response.setHeader('Content-Type', 'text/csv; charset=utf-8; header=present');
    response.setHeader('Content-Disposition', `attachment; filename="${fileName}.csv"`);
    response.write('\ufeff');
  };
  let held: (readonly Cell[])[] = [table.header];
  let hasBegun = false;
  const flush = async () => {
    // Not before the first rows are there: what fails until then is told as a problem.
    if (!hasBegun) begin();
    hasBegun = true;
    if (!response.write(textOf(held))) await drained(response);
    held = [];
    await clock.sleep(0);
  };
  for await (const row of table.rows) {
    if (response.destroyed) return;
    held.push(row);
    if (held.length >= rowsAtOnce) await flush();
  }
  await flush();
  response.end();
}

function textOf(rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cleanText(String(cell ?? ''))));
  return stringify(cells, { escape_formulas: true, record_delimiter: 'windows' });
}

/** On one line, and without marks that turn the direction of writing. */
function cleanText(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufffd]/gu, '?');
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}
