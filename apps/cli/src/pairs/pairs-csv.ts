import { CsvError, type Options, parse } from 'csv-parse/sync';
import { cleanText } from '../text/clean-text.ts';
import { UsageError } from '../usage-error.ts';
import { readBounded } from './read-bounded.ts';

export const pairsCsvColumns = [
  'source_url',
  'source_user',
  'source_password',
  'source_password_file',
  'source_token_file',
  'source_kind',
  'target_url',
  'target_user',
  'target_password',
  'target_password_file',
  'target_token_file',
  'target_kind',
  'folder_map',
  'folder_root',
] as const;

export type PairsCsvColumn = (typeof pairsCsvColumns)[number];

/** One row as written; an empty cell is absent. */
export interface PairsCsvRow {
  /** Line in the file, the header being line 1; of a row with line breaks inside quotes, its last. */
  readonly line: number;
  readonly cells: Partial<Readonly<Record<PairsCsvColumn, string>>>;
}

export const pairsCsvBytesMax = 10_000_000;
export const pairsCsvRowsMax = 50_000;
const cellCharactersMax = 100_000;

/** @throws UsageError when the file cannot be read or is not CSV with the documented header. */
export function readPairsCsv(path: string): readonly PairsCsvRow[] {
  return parsePairsCsv(readBounded(path, pairsCsvBytesMax).text);
}

/** Comma, semicolon or tab between the cells (what the header uses), UTF-8, quotes as in RFC 4180. @throws UsageError */
export function parsePairsCsv(text: string): readonly PairsCsvRow[] {
  const options = {
    bom: true,
    delimiter: dividerOf(text),
    info: true,
    max_record_size: cellCharactersMax,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    trim: true,
  } as const satisfies Options;
  let records: readonly { record: string[]; info: { lines: number } }[];
  try {
    // With `info`, csv-parse gives pairs of record and place; its types do not say so.
    records = parse(text, options) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UsageError(`pairs.csv ${explain(error)}`, undefined, { cause: error });
  }
  const [head, ...rows] = records;
  if (head === undefined) throw new UsageError('pairs.csv is empty', headerHint);
  const columns = checkedHeader(head.record);
  if (rows.length === 0) throw new UsageError('pairs.csv has a header but no rows');
  if (rows.length > pairsCsvRowsMax)
    throw new UsageError(`pairs.csv has more than ${pairsCsvRowsMax} rows`);
  return rows.map(({ record, info }) => ({ line: info.lines, cells: cellsOf(columns, record) }));
}

const headerHint = `the first line names the columns: ${pairsCsvColumns.join(',')} (those that you use)`;

function checkedHeader(names: readonly string[]): readonly PairsCsvColumn[] {
  const columns = names.map((name, index) => {
    const column = pairsCsvColumns.find((known) => known === name.toLowerCase());
    if (column === undefined) {
      throw new UsageError(
        `pairs.csv line 1, column ${index + 1}: there is no column ${JSON.stringify(cleanText(name))}`,
        headerHint,
      );
    }
    return column;
  });
  const twice = columns.findIndex((column, index) => columns.indexOf(column) !== index);
  if (twice !== -1)
    throw new UsageError(
      `pairs.csv line 1, column ${twice + 1}: ${columns[twice] ?? ''} stands there twice`,
    );
  return columns;
}

function cellsOf(
  columns: readonly PairsCsvColumn[],
  record: readonly string[],
): PairsCsvRow['cells'] {
  return Object.fromEntries(
    columns
      .map((column, index) => [column, record[index]] as const)
      .filter(([, cell]) => cell !== undefined && cell !== ''),
  );
}

function dividerOf(text: string): string {
  const [header = ''] = text.split(/\r?\n/u, 1);
  return [',', ';', '\t'].find((divider) => header.includes(divider)) ?? ',';
}

// csv-parse repeats cells in its messages; ours must not, they may be passwords.
function explain(error: CsvError): string {
  const lines: unknown = error['lines'];
  const line = `line ${typeof lines === 'number' ? lines : '?'}`;
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return `${line}: the number of cells differs from the header's`;
    case 'CSV_QUOTE_NOT_CLOSED':
      return `${line}: a quote is opened and never closed`;
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return `${line}: a quote inside a cell: put the cell in quotes and write each quote twice`;
    case 'CSV_MAX_RECORD_SIZE':
      return `${line}: the row is longer than ${cellCharactersMax} characters`;
    default:
      return `${line} cannot be read as CSV (${error.code})`;
  }
}
