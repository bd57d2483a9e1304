import type { EventStore, Sealer } from '@mailhaul/application';
import type { ConnectorError, MailConnector } from '@mailhaul/connector-contract';
import {
  allRules,
  type BytesInAir,
  type OutcomeCounts,
  type PassOptions,
  type ProgressSink,
  type ProtocolRules,
  runPass,
} from '@mailhaul/copy-engine';
import { initialLedger, type Ledger } from '@mailhaul/domain';
import type { Clock, Random } from '@mailhaul/kernel';
import { investigateCount, type LedgerTotals, totalsOf, watchedUntil } from './ledger-totals.ts';
import { LedgerSuperseded } from './ledger-writer.ts';
import type { PassWaits } from './pass-waits.ts';
import { openPassLedger } from './open-pass-ledger.ts';

export interface MailboxPass {
  readonly tenant: string;
  readonly pairId: string;
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly source: MailConnector;
  readonly target: MailConnector;
  readonly options: PassOptions;
  readonly worker: WorkerIdentity;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborting asks for a graceful stop: batches under way are finished and settled, nothing new is begun. */
  readonly stop: AbortSignal;
  readonly onProgress?: ProgressSink;
  readonly rules?: ProtocolRules;
  /** Shared by all passes of a process, so that many mailboxes take no more memory than they must. */
  readonly inAir?: BytesInAir;
  /** Which of the pair's ledgers it is; absent: the first. */
  readonly generation?: number;
  /** Hears why nothing moves, also from around the connectors, and has it recorded where passes tell progress. */
  readonly waits?: PassWaits;
  /** Records in the ledger how the pass gets on (PassProgressed), about once a second, for those who follow the log. */
  readonly tellsProgress?: boolean;
}

/** Who runs the pass; decides whether an earlier writer can be proven dead. */
export interface WorkerIdentity {
  /** Unique to this process. */
  readonly id: string;
  /** Equal on equal hosts since their last boot. */
  readonly host: string;
  /** True when this process holds something that only one process on this host can hold, and that dies with it. */
  readonly isAloneOnHost: boolean;
}

export type PassEnd =
  /** Every item of the pass has an outcome. */
  | { readonly kind: 'completed' }
  /** The stop signal was obeyed; the same call resumes. */
  | { readonly kind: 'stopped' }
  /** The pass could not go on; the same call resumes once the cause is mended. */
  | { readonly kind: 'failed'; readonly error: ConnectorError }
  /** Another process has opened this ledger since. */
  | { readonly kind: 'superseded' };

export interface PassReport {
  readonly end: PassEnd;
  /** What this pass did. */
  readonly passCounts: OutcomeCounts;
  /** Where the pair stands over all passes; totals equal the ledger's. */
  readonly totals: LedgerTotals;
  /** Batches of a dead or frozen writer that may still appear are looked for until then, wall milliseconds. */
  readonly watchedUntilWallMs: number | undefined;
  /** Copies at the target that a late commit probably made and that were not ours to remove. */
  readonly surplusReported: number;
  /** Items whose fate needs a person's eye. */
  readonly investigate: number;
  /** Folders that could not be opened or made: the next pass tries them again. */
  readonly parkedFolders: number;
}

/**
 * Opens the pair's ledger and runs one pass. May be called again after any end, by any process: it resumes.
 * @throws what the event store throws when it is gone for good.
 */
export async function runMailboxPass(pass: MailboxPass): Promise<PassReport> {
  const rules = pass.rules ?? allRules;
  const passCounts = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0 };
  const onProgress: ProgressSink = (news) => {
    if (news.kind === 'settled') {
      for (const outcome of outcomes) passCounts[outcome] += news.counts[outcome] ?? 0;
    }
    pass.waits?.hear(news);
    pass.onProgress?.(news);
  };
  const { ledger, end } = await openAndRun({ ...pass, onProgress }, rules);
  return passReport(ledger, end, passCounts);
}

/** How a pass ended and where its pair stands. */
export function passReport(ledger: Ledger, end: PassEnd, passCounts: OutcomeCounts): PassReport {
  return {
    end,
    passCounts,
    totals: totalsOf(ledger),
    watchedUntilWallMs: watchedUntil(ledger),
    surplusReported: ledger.surplusReported,
    investigate: investigateCount(ledger),
    parkedFolders: ledger.parked.folders,
  };
}

const outcomes = ['migrated', 'excluded', 'failed', 'gone', 'collapsed'] as const;

async function openAndRun(
  pass: MailboxPass & { onProgress: ProgressSink },
  rules: ProtocolRules,
): Promise<{ ledger: Ledger; end: PassEnd }> {
  let ledger: Ledger | undefined;
  try {
    const opened = await openPassLedger(pass, rules.readBackPassOpened);
    ledger = opened.ledger;
    const { source, target, options, clock, random, stop, inAir, onProgress: report } = pass;
    const shared = { source, target, options, rules, clock, random, stop, report, inAir };
    pass.waits?.begin(opened.view);
    if (!rules.letGoWhenClosed) await opened.view.recordLetGo(0, 'anyway');
    const end = await runPass({ ledger: opened.view, memories: opened.memories, ...shared });
    pass.waits?.end();
    if (end.kind !== 'completed') {
      await opened.view.recordLetGo(clock.wallMs());
      await opened.view.recordLastProgress();
    }
    return { ledger, end };
  } catch (error) {
    pass.waits?.end();
    if (!(error instanceof LedgerSuperseded)) throw error;
    return { ledger: ledger ?? initialLedger(), end: { kind: 'superseded' } };
  }
}
