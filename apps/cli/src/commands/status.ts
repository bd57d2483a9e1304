import { readLedgerReport } from '@mailhaul/pass-runner';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { cleanText } from '../text/clean-text.ts';
import { formatBytes, formatClock, formatCount, plural } from '../text/format.ts';
import { openStateReadOnly } from '../state/open-state.ts';
import { readLabels } from '../state/pair-labels.ts';
import { ledgerPairs } from '../state/state-for-pairs.ts';
import { defaultStates, statePaths } from '../state/state-folder.ts';
import { localTenant } from '../tenant.ts';
import { UsageError } from '../usage-error.ts';

export interface RawStatusOptions {
  readonly state?: string;
  readonly json?: boolean;
}

/** One pair as its ledger tells; `--json` prints one such object a line. */
export interface PairStatus {
  readonly state: string;
  readonly pairId: string;
  readonly mailbox: string;
  readonly isPassOpen: boolean;
  readonly passes: number;
  readonly migrated: number;
  readonly excluded: number;
  readonly failed: number;
  readonly gone: number;
  readonly collapsed: number;
  readonly pending: number;
  readonly bytesMigrated: number;
  readonly watchedUntil: string | null;
  /** Folders that could not be opened or made. */
  readonly parkedFolders: number;
  readonly surplusReported: number;
  readonly investigate: number;
}

/** `mailhaul status`: where every pair of a state stands, also while a run goes on. Changes nothing. */
export async function status(raw: RawStatusOptions, io: Io): Promise<ExitCode> {
  const folders = raw.state === undefined ? await defaultStates() : [raw.state];
  if (folders.length === 0)
    throw new UsageError('there is no state yet', 'run mailhaul migrate first, or give --state');
  for (const folder of folders) {
    const pairs = await readState(folder, io);
    if (raw.json === true) for (const pair of pairs) io.stdout.write(`${JSON.stringify(pair)}\n`);
    else
      for (const line of statusWords(folder, pairs, io.clock.wallMs()))
        io.stdout.write(`${line}\n`);
  }
  return exitCodes.done;
}

async function readState(folder: string, io: Io): Promise<readonly PairStatus[]> {
  const paths = statePaths(folder);
  const { store, sealer } = await openStateReadOnly(paths, io.clock);
  try {
    const labels = readLabels(paths.pairs, sealer);
    const pairs: PairStatus[] = [];
    for (const pairId of await ledgerPairs(store)) {
      const ledger = await readLedgerReport({ store, sealer, tenant: localTenant, pairId });
      if (ledger === undefined) continue;
      const { watchedUntilWallMs, surplusReported, investigate, isPassOpen, passCount } = ledger;
      pairs.push({
        state: folder,
        pairId,
        mailbox: labels.get(pairId) ?? pairId,
        isPassOpen,
        passes: passCount,
        ...ledger.totals,
        parkedFolders: ledger.parkedFolders,
        watchedUntil:
          watchedUntilWallMs === undefined ? null : new Date(watchedUntilWallMs).toISOString(),
        surplusReported,
        investigate,
      });
    }
    return pairs;
  } finally {
    await store.close();
  }
}

function statusWords(folder: string, pairs: readonly PairStatus[], nowWallMs: number): string[] {
  const head = `${cleanText(folder)}: ${pairs.length === 0 ? 'nothing has been copied yet' : plural(pairs.length, 'mailbox', 'mailboxes')}`;
  return [head, ...pairs.flatMap((pair) => pairWords(pair, nowWallMs).map((line) => `  ${line}`))];
}

function pairWords(pair: PairStatus, nowWallMs: number): string[] {
  const counts = [
    `${formatCount(pair.migrated)} migrated (${formatBytes(pair.bytesMigrated)})`,
    ...(['excluded', 'failed', 'gone', 'collapsed'] as const)
      .filter((name) => pair[name] > 0)
      .map((name) => `${formatCount(pair[name])} ${name}`),
    ...(pair.pending > 0 ? [`${formatCount(pair.pending)} to go`] : []),
  ].join(', ');
  const stand = pair.isPassOpen
    ? `pass ${pair.passes} is under way, or was broken off`
    : `${plural(pair.passes, 'pass', 'passes')} completed`;
  return [
    `${pair.mailbox}: ${counts}; ${stand}`,
    ...(pair.watchedUntil === null
      ? []
      : [`  one batch under watch until ${formatClock(Date.parse(pair.watchedUntil), nowWallMs)}`]),
    ...(pair.parkedFolders > 0
      ? [`  ${plural(pair.parkedFolders, 'folder')} could not be opened: the next run tries again`]
      : []),
    ...(pair.surplusReported > 0
      ? [`  ${plural(pair.surplusReported, 'copy', 'copies')} may be there twice`]
      : []),
    ...(pair.investigate > 0 ? [`  ${plural(pair.investigate, 'item')} needs a look`] : []),
  ];
}
