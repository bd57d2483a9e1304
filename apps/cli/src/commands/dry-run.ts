import { freeBytes, type MailSession } from '@mailhaul/connector-contract';
import type { PassOptions } from '@mailhaul/copy-engine';
import { type LedgerReport, readLedgerReport } from '@mailhaul/pass-runner';
import { type ExitCode, worstExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { RawMigrateOptions } from '../options/migrate-options.ts';
import { placesOf } from '../pairs/pair-plan.ts';
import type { Renderer } from '../render/renderer.ts';
import type {
  FolderLeftOutEvent,
  FolderParkedEvent,
  FolderPlanned,
} from '../render/run-events.schema.ts';
import { unfinished } from '../run/mailbox-report.ts';
import type { MailboxEnd } from '../run/migrate-mailbox.ts';
import { withBothSides } from '../run/open-both.ts';
import type { OpenedPair } from '../run/opened-pair.ts';
import { planMailbox } from '../run/plan-mailbox.ts';
import { exitCodeOf, problemOf } from '../run/problem.ts';
import { runAll } from '../run/run-all.ts';
import { type OpenState, openStateReadOnly } from '../state/open-state.ts';
import { hasState } from '../state/state-for-pairs.ts';
import type { StatePaths } from '../state/state-folder.ts';
import { localTenant } from '../tenant.ts';
import { listenForStop } from '../stop-signals.ts';
import { stopWords } from './stop-words.ts';

export interface DryRun {
  readonly raw: RawMigrateOptions;
  readonly io: Io;
  readonly renderer: Renderer;
  readonly pairs: readonly OpenedPair[];
  readonly paths: StatePaths;
  readonly options: PassOptions;
  readonly parallel: number;
}

/** `migrate --dry-run`: lists both sides and shows what would be copied where. Writes no mail and no state. */
export async function dryRun(run: DryRun): Promise<ExitCode> {
  const { io, renderer, pairs, paths } = run;
  const state = hasState(paths) ? await openStateReadOnly(paths, io.clock) : undefined;
  const signals = listenForStop(stopWords(renderer, io));
  const planned = new Map<number, PlannedFolders>();
  try {
    renderer.show({
      event: 'run-started',
      version: io.version,
      command: 'migrate',
      state: state === undefined ? null : paths.folder,
      isDryRun: true,
      mailboxes: pairs.map(({ plan }) => ({
        source: plan.source.label,
        target: plan.target.label,
      })),
    });
    const ends = await runAll(pairs, run.parallel, (pair, mailbox) => {
      const folders: PlannedFolders = { copied: [], leftOut: [], parked: [] };
      planned.set(mailbox, folders);
      return planPair(run, { pair, mailbox, state, stop: signals.stop, folders });
    });
    const exitCode = worstExitCode(ends.map((end) => end.exitCode));
    renderer.show({ event: 'run-finished', exitCode, resumable: false });
    renderer.close();
    await printPlans(run, ends, planned);
    return exitCode;
  } finally {
    signals.release();
    renderer.close();
    await state?.store.close();
  }
}

interface PairToPlan {
  readonly pair: OpenedPair;
  readonly mailbox: number;
  readonly state: OpenState | undefined;
  readonly stop: AbortSignal;
  /** Filled. */
  readonly folders: PlannedFolders;
}

interface PlannedFolders {
  readonly copied: FolderPlanned[];
  readonly leftOut: FolderLeftOutEvent[];
  readonly parked: FolderParkedEvent[];
}

async function planPair(
  run: DryRun,
  { pair, mailbox, state, stop, folders }: PairToPlan,
): Promise<MailboxEnd> {
  const { renderer, io } = run;
  renderer.show({ event: 'mailbox-started', mailbox });
  const ledger: LedgerReport | undefined =
    state && (await readLedgerReport({ ...state, tenant: localTenant, pairId: pair.pairId }));
  const base = {
    ...unfinished(mailbox),
    ...(ledger === undefined ? {} : { totals: ledger.totals }),
  };
  const options = { filters: run.options.filters, ...placesOf(pair.plan) };
  try {
    await withBothSides(
      { source: pair.source, target: pair.target, ledger },
      { clock: io.clock, random: io.random, signal: stop },
      async (sessions) => {
        renderer.show({ event: 'phase', mailbox, phase: 'listing' });
        for await (const folder of planMailbox({ mailbox, ...sessions, ledger, options })) {
          if (folder.event === 'folder-planned') folders.copied.push(folder);
          else if (folder.event === 'folder-left-out') folders.leftOut.push(folder);
          else folders.parked.push(folder);
          renderer.show(folder);
        }
        const short = await quotaShort(sessions.target, sumOf(folders.copied).bytes);
        if (short !== undefined) renderer.show({ event: 'quota-short', mailbox, ...short });
      },
    );
    const finished = { ...base, end: 'planned' as const };
    renderer.show({ event: 'planned', mailbox, ...sumOf(folders.copied) });
    renderer.show(finished);
    return { finished, exitCode: 0 };
  } catch (error) {
    const finished = { ...base, end: 'failed' as const, error: problemOf(error) };
    renderer.show(finished);
    return { finished, exitCode: exitCodeOf(error) };
  }
}

/** Where the target tells that it has no room for so much. */
async function quotaShort(
  target: MailSession,
  neededBytes: number,
): Promise<{ neededBytes: number; freeBytes: number } | undefined> {
  const quota = await target.quota?.();
  if (quota === undefined || neededBytes <= freeBytes(quota)) return undefined;
  return { neededBytes, freeBytes: freeBytes(quota) };
}

function sumOf(folders: readonly FolderPlanned[]): {
  items: number;
  bytes: number;
  folders: number;
} {
  const items = folders.reduce((sum, folder) => sum + folder.items, 0);
  const bytes = folders.reduce((sum, folder) => sum + folder.bytes, 0);
  return { items, bytes, folders: folders.length };
}

const noFolders: PlannedFolders = { copied: [], leftOut: [], parked: [] };

async function printPlans(
  run: DryRun,
  ends: readonly MailboxEnd[],
  planned: ReadonlyMap<number, PlannedFolders>,
): Promise<void> {
  if (run.raw.json === true) return;
  const { planWords } = await import('../report/plan-words.ts');
  for (const { finished } of ends) {
    const label = run.pairs[finished.mailbox]?.label ?? '';
    const { copied: folders, leftOut, parked } = planned.get(finished.mailbox) ?? noFolders;
    for (const line of planWords({ label, finished, folders, leftOut, parked }))
      run.io.stdout.write(`${line}\n`);
  }
  run.io.stdout.write('Nothing was written. Without --dry-run it copies.\n');
}
