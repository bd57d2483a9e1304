import type { CommandResult } from '@mailhaul/application';
import type { ConnectorError } from '@mailhaul/connector-contract';
import { initialLedger, type PairRejection } from '@mailhaul/domain';
import { assert, unreachable, uuid4 } from '@mailhaul/kernel';
import { isStoreSilent, PairRecord, type PairWish, readPair } from './pair-record.ts';
import {
  type MailboxPass,
  passReport,
  type PassReport,
  runMailboxPass,
} from './run-mailbox-pass.ts';

/** The pair is asked for with other mailboxes than it has. */
export class LedgerOfOtherMailboxes extends Error {
  override readonly name = 'LedgerOfOtherMailboxes';
}

/** The generation comes from the pair. */
export type PairPass = Omit<MailboxPass, 'generation'> & {
  /** Who asked for the pass. */
  readonly actor: string;
};

/** Stopped by whoever asked for the pass; it goes on when asked again. */
const stoppedReason = 'stopped';

/**
 * One pass as a fact of its pair: adds the pair when it is new, records that the pass is scheduled, runs it on the ledger
 * of the pair's generation, and records how it ended. The pair's facts move no mail: exactly once is the ledger's alone, and
 * a pass whose end was not recorded is simply followed by the next.
 * @throws {LedgerOfOtherMailboxes} the pair is of other mailboxes. @throws what the event store throws when it is gone for
 * good, also while only the pair's facts are recorded.
 */
export async function runPairPass(pass: PairPass): Promise<PassReport> {
  const record = new PairRecord(pass, pass);
  const passId = uuid4(pass.random);
  const generation = await schedule(pass, record, passId);
  if (generation === undefined) {
    return passReport(initialLedger(), { kind: 'superseded' }, nothingDone);
  }
  let report: PassReport;
  try {
    report = await runMailboxPass({ ...pass, generation });
  } catch (error) {
    // A store that is gone takes no last word; the pair then stands as after a kill. The first error is the one to tell.
    if (!isStoreSilent(error)) {
      await Promise.allSettled([record.tell({ kind: 'FailPass', passId, code: 'internal' })]);
    }
    throw error;
  }
  const ending = endingOf(report, passId, pass.clock.wallMs());
  // A rejection says that another process has scheduled a pass since: its end is the one that counts.
  if (ending !== undefined) await record.tell(ending);
  return report;
}

const nothingDone = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0 };

/** The generation to write to, or undefined where another pass has been scheduled meanwhile. */
async function schedule(
  pass: PairPass,
  record: PairRecord,
  passId: string,
): Promise<number | undefined> {
  const { source, target } = pass;
  const mailboxes = { source: source.identity, target: target.identity };
  refuse(await record.tell({ kind: 'AddPair', mailboxes }));
  refuse(await record.tell({ kind: 'SchedulePass', passId }));
  // Read after it is scheduled: nobody can reset the pair before this pass tells its end or another one is scheduled.
  const pair = await readPair(pass);
  const isCurrent = pair.status === 'under-way' && pair.passId === passId;
  return isCurrent ? pair.generation : undefined;
}

function refuse(result: CommandResult<PairRejection>): void {
  if (result.kind !== 'rejected') return;
  assert(result.reason === 'OtherMailboxes', `a pass is not scheduled: ${result.reason}`);
  throw new LedgerOfOtherMailboxes('this pair is of other mailboxes');
}

function endingOf(report: PassReport, passId: string, nowWallMs: number): PairWish | undefined {
  const { end, totals } = report;
  switch (end.kind) {
    case 'completed':
      return { kind: 'CompletePass', passId, totals };
    case 'stopped':
      return { kind: 'PausePass', passId, reason: stoppedReason, retryAt: undefined };
    case 'failed':
      return failureOf(end.error, passId, nowWallMs);
    case 'superseded':
      return undefined;
    default:
      return unreachable(end);
  }
}

function failureOf(error: ConnectorError, passId: string, nowWallMs: number): PairWish {
  const { code, disposition, retryAfterMs = 0 } = error;
  switch (disposition) {
    case 'retryAfter': {
      const retryAt = Math.ceil(nowWallMs + retryAfterMs);
      return { kind: 'PausePass', passId, reason: code, retryAt };
    }
    case 'retry':
    case 'failItem':
    case 'needsOperator':
    case 'bug':
      return { kind: 'FailPass', passId, code };
    default:
      return unreachable(disposition);
  }
}
