import { parseWhole, named } from '../../options/option-values.ts';
import { cleanText, clipEnd } from '../../text/clean-text.ts';
import { formatCount } from '../../text/format.ts';
import { type Page, rowsOf } from '../names/all-rows.ts';
import type { Server } from '../session/open-server.ts';

export interface Column<T> {
  readonly head: string;
  readonly align?: 'right';
  cell(row: T): string;
  /** A text that may be cut: to so many characters, and further where the terminal is narrow. */
  readonly width?: number;
}

export interface RawListOptions {
  readonly search?: string;
  readonly sort?: string;
  readonly limit?: string;
}

export interface ListOf<T> {
  readonly raw: RawListOptions;
  ask(query: ListQuery): Promise<Page<T>>;
  readonly columns: (rows: readonly T[]) => readonly Column<T>[];
  /** Said where there is nothing. */
  readonly empty: readonly string[];
}

export interface ListQuery {
  readonly limit: number;
  readonly after?: string;
  readonly q?: string;
  readonly sort?: string;
}

const rowsForPeople = 100;
const rowsMax = 1_000_000;

/** A table for people, one JSON object a line for programs; the latter are given all rows, where `--limit` says nothing. */
export async function showList<T>(server: Server, list: ListOf<T>): Promise<void> {
  const { search, sort, limit } = list.raw;
  const rowsWanted =
    limit === undefined
      ? undefined
      : named('--limit', () => parseWhole(limit, { min: 1, max: rowsMax }));
  const filters = {
    ...(search === undefined ? {} : { q: search }),
    ...(sort === undefined ? {} : { sort }),
  };
  const ask = (page: ListQuery) => list.ask({ ...filters, ...page });
  if (server.isJson) {
    for await (const row of rowsOf(ask, rowsWanted ?? rowsMax)) {
      // Who reads it has read enough (`| head`).
      if (server.io.stdout.destroyed) return;
      server.row(row);
    }
    return;
  }
  const shownMax = rowsWanted ?? rowsForPeople;
  // One more tells whether there are more.
  const rows = await Array.fromAsync(rowsOf(ask, shownMax + 1));
  if (rows.length === 0) {
    server.say(list.empty);
    return;
  }
  const shown = rows.slice(0, shownMax);
  await showTable(server, list.columns(shown), shown);
  if (rows.length > shownMax)
    server.say([
      `These are the first ${formatCount(shownMax)}: --limit shows more, --search fewer.`,
    ]);
}

/** On a terminal no line is longer than it is wide. */
export async function showTable<T>(
  { io: { stdout } }: Pick<Server, 'io'>,
  columns: readonly Column<T>[],
  rows: readonly T[],
): Promise<void> {
  const { plainTable } = await import('../../report/plain-table.ts');
  const cells = rows.map((row) => columns.map((column) => cleanText(column.cell(row))));
  const widest = columns.map(({ head, width = Infinity }, index) =>
    Math.max(head.length, ...cells.map((line) => Math.min(width, [...(line[index] ?? '')].length))),
  );
  const widths = stdout.isTTY ? fitted(columns, widest, stdout.columns) : widest;
  const table = plainTable(
    columns.map(({ head }) => head),
    columns.map(({ align }) => align ?? 'left'),
    cells.map((line) => line.map((cell, index) => clipEnd(cell, widths[index] ?? 0))),
  );
  stdout.write(`${table}\n`);
}

const gapWidth = 2;
/** A text that is cut to less says nothing. */
const textWidthMin = 12;

/** The widest texts give way first; what may not be cut never does. */
function fitted<T>(
  columns: readonly Column<T>[],
  widest: readonly number[],
  room: number,
): readonly number[] {
  const widths = [...widest];
  const used = () => widths.reduce((sum, width) => sum + width, gapWidth * (widths.length - 1));
  for (let excess = used() - room; excess > 0; excess -= 1) {
    const texts = columns.map(({ width }, index) => (width === undefined ? 0 : widths[index]) ?? 0);
    const width = Math.max(...texts);
    if (width <= textWidthMin) break;
    widths[texts.indexOf(width)] = width - 1;
  }
  return widths;
}

/** `name: value` lines, the values below one another; what has no value is left out. */
export function factLines(facts: readonly (readonly [string, string | undefined])[]): string[] {
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
  const width = Math.max(0, ...known.map(([name]) => name.length)) + 2;
  return known.map(([name, value]) => `${`${name}:`.padEnd(width)}${cleanText(value)}`);
}
