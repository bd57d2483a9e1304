import { pipeline } from 'node:stream/promises';
import {
  mailboxKinds,
  type NewPair,
  newPairSchema,
  type PairInput,
  pairInputSchema,
  type ProblemFault,
} from '@mailhaul/contracts';
import { CsvError, parse } from 'csv-parse';
import { ApiProblem, faultsMax } from '../http/api-problem.ts';
import { keyOfSide } from './mailbox-keys.ts';

export interface CsvRow {
  /** Of the file, from 1. */
  readonly line: number;
  readonly input: NewPair;
}

export interface ParsedCsv {
  readonly rows: readonly CsvRow[];
  /** Empty: every row may be taken. At most `faultsMax` of them. */
  readonly faults: readonly ProblemFault[];
}

type Field = Exclude<keyof PairInput, 'matchedBy' | 'sourceId' | 'targetId'>;

/** What a column may be called, without case, blanks and dashes as underscores; docs/reference/pairs-csv.md. */
export const columnNames: Readonly<Record<Field, readonly string[]>> = {
  source: ['source', 'source_mailbox', 'source_address', 'source_email'],
  target: ['target', 'target_mailbox', 'target_address', 'target_email'],
  externalId: ['external_id', 'externalid', 'id'],
  sourceUser: ['source_user', 'source_login'],
  targetUser: ['target_user', 'target_login'],
  sourcePassword: ['source_password', 'source_pass'],
  targetPassword: ['target_password', 'target_pass'],
  sourceToken: ['source_token', 'source_refresh_token'],
  targetToken: ['target_token', 'target_refresh_token'],
  sourceKind: ['source_kind', 'source_type'],
  targetKind: ['target_kind', 'target_type'],
  folderRoot: ['folder_root', 'target_folder_root', 'root_folder'],
  priority: ['priority', 'prio'],
};
const canonical = (field: Field) => columnNames[field][0] ?? field;

const recordLengthMax = 20_000;
const headerLengthMax = 10_000;

/**
 * Without a column of targets the mailboxes are matched later. UTF-8 with or without a byte order mark, comma or semicolon, a header line. Nothing is taken here: rows and all that is
 * wrong with them. @throws {ApiProblem} it is no CSV at all, or has too many rows.
 */
export async function parsePairsCsv(
  body: AsyncIterable<Buffer>,
  rowsMax: number,
): Promise<ParsedCsv> {
  const reader = new RowReader(rowsMax);
  try {
    await eachRow(await startOf(textsOf(body)), (row, line) => {
      reader.take(row, line);
    });
  } catch (error) {
    if (error instanceof CsvError) throw invalid(lineOf(error), wordsOf(error));
    throw error;
  }
  return reader.result();
}

async function eachRow(
  { head, rest }: { readonly head: string; readonly rest: AsyncIterable<string> },
  onRow: (row: readonly string[], line: number) => void,
): Promise<void> {
  const [first = ''] = head.split(/\r?\n/, 1);
  const parser = parse({
    bom: true,
    delimiter: count(first, ';') > count(first, ',') ? ';' : ',',
    info: true,
    max_record_size: recordLengthMax,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  const fed = pipeline(rest, parser);
  try {
    for await (const one of parser as AsyncIterable<ParsedRow>) onRow(one.record, one.info.lines);
  } finally {
    // What failed is thrown above; here it is waited until nothing of the body is read any more.
    await fed.catch(() => undefined);
  }
  await fed;
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

async function* textsOf(body: AsyncIterable<Buffer>): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    for await (const chunk of body) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalid(1, 'the file is not UTF-8: save it as “CSV UTF-8”');
  }
}

/** The first line is needed to know what separates columns. */
async function startOf(
  texts: AsyncIterable<string>,
): Promise<{ readonly head: string; readonly rest: AsyncIterable<string> }> {
  const all = texts[Symbol.asyncIterator]();
  let head = '';
  while (!head.includes('\n') && head.length < headerLengthMax) {
    const next = await all.next();
    if (next.done === true) break;
    head += next.value;
  }
  return {
    head: head.replace(/^\ufeff/, ''),
    rest: (async function* () {
      yield head;
      for (let next = await all.next(); next.done !== true; next = await all.next()) {
        yield next.value;
      }
    })(),
  };
}

class RowReader {
  readonly #rowsMax: number;
  readonly #rows: CsvRow[] = [];
  readonly #faults: ProblemFault[] = [];
  readonly #lines = { source: new Map(), target: new Map(), externalId: new Map() } as Readonly<
    Record<'source' | 'target' | 'externalId', Map<string, number>>
  >;
  #columns: readonly (Field | undefined)[] | undefined;
  #rowCount = 0;

  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax;
  }

  take(cells: readonly string[], line: number): void {
    if (this.#columns === undefined) {
      this.#columns = this.#columnsOf(cells);
      return;
    }
    this.#rowCount += 1;
    if (this.#rowCount > this.#rowsMax) {
      throw new ApiProblem('too-many-rows', { detail: `More than ${this.#rowsMax} rows.` });
    }
    if (cells.length !== this.#columns.length) {
      this.#fault(
        line,
        undefined,
        `has ${cells.length} columns, the header ${this.#columns.length}`,
      );
      return;
    }
    const fields = this.#columns.flatMap((field, n) =>
      field === undefined || cells[n] === '' ? [] : [[field, valueOf(field, cells[n] ?? '')]],
    );
    const schema = this.#columns.includes('target') ? pairInputSchema : newPairSchema;
    const result = schema.safeParse(Object.fromEntries(fields));
    if (result.success) {
      this.#checkTwins(result.data, line);
      this.#rows.push({ line, input: result.data });
      return;
    }
    for (const { path, message } of result.error.issues) {
      this.#fault(line, path[0] as Field | undefined, messageOf(path[0] as Field, message));
    }
  }

  result(): ParsedCsv {
    if (this.#columns === undefined) throw invalid(1, 'the file is empty');
    if (this.#rowCount === 0) throw invalid(2, 'there is no row below the header');
    return { rows: this.#rows, faults: this.#faults };
  }

  #columnsOf(names: readonly string[]): readonly (Field | undefined)[] {
    const fields = Object.keys(columnNames) as Field[];
    const columns = names.map((name) => {
      const plain = name
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, '_');
      const field = fields.find((one) => columnNames[one].includes(plain));
      if (field === undefined) {
        this.#faults.push({ place: `line 1, ${clip(name)}`, message: `is none of ${known}` });
      }
      return field;
    });
    for (const field of fields) {
      const times = columns.filter((one) => one === field).length;
      if (times > 1) this.#fault(1, field, 'is there twice');
      if (times === 0 && field === 'source') this.#fault(1, field, 'is missing in the header');
    }
    if (this.#faults.length > 0) throw new ApiProblem('csv-invalid', { faults: this.#faults });
    return columns;
  }

  #checkTwins(input: NewPair, line: number): void {
    for (const field of ['source', 'target', 'externalId'] as const) {
      const value = input[field];
      if (value === undefined) continue;
      const key = field === 'externalId' ? value : keyOfSide(input, field);
      const before = this.#lines[field].get(key);
      if (before === undefined) this.#lines[field].set(key, line);
      else this.#fault(line, field, `is the same as in line ${before}`);
    }
  }

  #fault(line: number, field: Field | undefined, message: string): void {
    if (this.#faults.length >= faultsMax) return;
    this.#faults.push({ place: placeOf(line, field), message });
  }
}

export function placeOf(line: number, field?: Field): string {
  return field === undefined ? `line ${line}` : `line ${line}, ${canonical(field)}`;
}

const known = Object.values(columnNames)
  .map(([name]) => name)
  .join(', ');

function valueOf(field: Field, cell: string): string | number {
  if (field === 'sourceKind' || field === 'targetKind') return cell.toLowerCase();
  return field === 'priority' && /^\d{1,3}$/.test(cell) ? Number(cell) : cell;
}

function messageOf(field: Field | undefined, message: string): string {
  if (field === 'priority') return 'is not a number from 1 to 5';
  if (field === 'sourceKind' || field === 'targetKind') {
    return `is none of ${mailboxKinds.join(', ')}`;
  }
  return /^Invalid input: expected string/.test(message) ? 'must not be empty' : message;
}

function invalid(line: number, message: string): ApiProblem {
  return new ApiProblem('csv-invalid', { faults: [{ place: placeOf(line), message }] });
}

function lineOf(error: CsvError): number {
  const { lines } = error as { readonly lines?: unknown };
  return typeof lines === 'number' ? lines : 1;
}

/** The library's own words repeat what stands in the file. */
function wordsOf({ code }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quotation mark is not closed';
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return 'a quotation mark stands where none may: double it inside quotation marks';
    case 'CSV_MAX_RECORD_SIZE':
      return `the row is longer than ${recordLengthMax} characters`;
    default:
      return 'this is no CSV';
  }
}

function clip(name: string): string {
  return name.replace(/\p{Cc}/gu, '?').slice(0, 40);
}
