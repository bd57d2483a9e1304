import { resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { parseFolderMap } from './folder-map.ts';
import { parseFolderRoot } from './folder-root.ts';
import { warnOfOpenFiles } from './judge-url.ts';
import type { PairDefaults, PairPlan, SidePlan } from './pair-plan.ts';
import type { PairsCsvColumn, PairsCsvRow } from './pairs-csv.ts';
import { readPasswordFile } from './password-file.ts';
import { type Side, findPassword, missingPassword } from './passwords.ts';
import {
  type SideUrl,
  parseSideUrl,
  sideLabel,
  withCredentials,
  withKind,
  withTokenFile,
} from './side-url.ts';

/** Faults shown at once; more than a person mends in one go helps nobody. */
export const faultsShownMax = 20;

/**
 * Every row as a plan, or one UsageError that names line and column of every fault. What a row leaves out comes from
 * the options. Password files are read here, relative to `folder` (where pairs.csv lies).
 */
export function planCsvPairs(
  rows: readonly PairsCsvRow[],
  defaults: PairDefaults,
  folder: string,
): readonly PairPlan[] {
  const faults: string[] = [];
  const files = new Set<string>();
  const warnOnce = (message: string) => {
    if (!files.has(message)) defaults.warn(message);
    files.add(message);
  };
  const plans = rows.flatMap((row) => {
    const at = <T>(column: PairsCsvColumn, make: () => T) =>
      collect(faults, placeOf(row.line, column), make);
    const source = planRowSide({ side: 'source', row, defaults, folder, at });
    const target = planRowSide({ side: 'target', row, defaults, folder, at });
    const entries =
      row.cells.folder_map === undefined ? defaults.folderMap : [row.cells.folder_map];
    const folderMap = at('folder_map', () => parseFolderMap(entries));
    const root = at('folder_root', () => ({
      folderRoot: parseFolderRoot(row.cells.folder_root ?? defaults.folderRoot),
    }));
    for (const side of [source, target]) if (side) warnOfOpenFiles(side.url, warnOnce);
    if (!source || !target || !folderMap || !root) return [];
    return [{ source, target, folderMap, ...root, line: row.line }];
  });
  throwFaults(faults);
  return plans;
}

/** `pairs.csv line 3, column source_user`. */
export function placeOf(line: number, column: PairsCsvColumn): string {
  return `pairs.csv line ${line}, column ${column}`;
}

/** @throws UsageError with one line per fault, when there are any. */
export function throwFaults(faults: readonly string[]): void {
  if (faults.length === 0) return;
  const shown = faults.slice(0, faultsShownMax);
  const more = faults.length - shown.length;
  throw new UsageError(
    [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'),
    'nothing was started: mend the rows and run the same command again',
  );
}

interface RowSide {
  readonly side: Side;
  readonly row: PairsCsvRow;
  readonly defaults: PairDefaults;
  readonly folder: string;
  readonly at: <T>(column: PairsCsvColumn, make: () => T) => T | undefined;
}

function planRowSide(request: RowSide): SidePlan | undefined {
  const { side, row, defaults, at } = request;
  const place = at(`${side}_url`, () => {
    const text = row.cells[`${side}_url`] ?? defaults[side].url;
    if (text === undefined) throw new UsageError(`the cell is empty and there is no --${side}`);
    return parseSideUrl(text, 'it');
  });
  if (place === undefined) return undefined;
  const kind = row.cells[`${side}_kind`];
  const ofKind = kind === undefined ? place : at(`${side}_kind`, () => withKind(place, kind));
  if (ofKind === undefined) return undefined;
  const file = row.cells[`${side}_token_file`];
  const url =
    file === undefined
      ? ofKind
      : at(`${side}_token_file`, () => withTokenFile(ofKind, resolve(request.folder, file)));
  if (url === undefined) return undefined;
  const user = at(`${side}_user`, () => {
    const name = row.cells[`${side}_user`] ?? url.user;
    if (name === undefined) throw new UsageError('the user is missing');
    return name;
  });
  if (user === undefined) return undefined;
  if (!url.needsPassword) return rowWithoutPassword(request, url, user);
  const password = at(`${side}_password`, () => rowPassword(request, url, sideLabel(url, user)));
  if (password === undefined) return undefined;
  return { url: withCredentials(url, { user, password }), label: sideLabel(url, user) };
}

/** A token or a certificate signs in: a password beside it would be a slip. */
function rowWithoutPassword(
  { side, row, at }: RowSide,
  url: SideUrl,
  user: string,
): SidePlan | undefined {
  const written = ([`${side}_password`, `${side}_password_file`] as const).find(
    (column) => row.cells[column] !== undefined,
  );
  if (written !== undefined) {
    at(written, () => {
      throw new UsageError('the connection signs in without a password');
    });
    return undefined;
  }
  return {
    url: withCredentials(url, { user, password: url.password }),
    label: sideLabel(url, user),
  };
}

function rowPassword(
  { side, row, defaults, folder }: RowSide,
  url: SideUrl,
  label: string,
): string {
  const cell = row.cells[`${side}_password`];
  const file = row.cells[`${side}_password_file`];
  if (cell !== undefined && file !== undefined) {
    throw new UsageError(`the password is given twice, here and in ${side}_password_file`);
  }
  if (file !== undefined) return readPasswordFile(resolve(folder, file), defaults.warn);
  const found = findPassword({
    owner: side,
    inline: cell ?? url.password,
    file: defaults[side].passwordFile,
    environment: defaults.environment,
    warn: defaults.warn,
  });
  if (found === undefined) throw missingPassword(side, label);
  return found;
}

function collect<T>(faults: string[], place: string, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    faults.push(`${place}: ${error.message}`);
    return undefined;
  }
}
