import {
  decodeEvent,
  encodeEvent,
  OutcomeUnknown,
  StoreUnavailable,
  WrongExpectedRevision,
} from '@mailhaul/application';
import {
  decideOpenPass,
  evolveLedger,
  firstGeneration,
  initialLedger,
  type Ledger,
  type LedgerEvent,
  ledgerStream,
  ledgerUpcasters,
} from '@mailhaul/domain';
import { uuid4, uuid5 } from '@mailhaul/kernel';
import { LedgerSuperseded, LedgerWriter } from './ledger-writer.ts';
import { ProgressTeller } from './progress-teller.ts';
import type { MailboxPass } from './run-mailbox-pass.ts';
import { memoryEventType } from './session-memories.ts';

/** What of a pass its ledger needs; of the mailboxes only who they are. */
export type LedgerOpening = Pick<
  MailboxPass,
  | 'tenant'
  | 'pairId'
  | 'store'
  | 'sealer'
  | 'worker'
  | 'clock'
  | 'random'
  | 'rules'
  | 'generation'
  | 'tellsProgress'
> & {
  readonly source: { readonly identity: string };
  readonly target: { readonly identity: string };
};

export interface OpenedLedger {
  readonly ledger: Ledger;
  readonly writer: LedgerWriter;
  readonly stream: string;
  /** The revision of the first event that holds a connector's memory. */
  readonly memoryFrom: number | undefined;
}

/** A conflict while opening means that somebody else opens: read again, with new ids. */
const openingsMax = 10;
const retryDelayMs = 200;

/** Folds the ledger and opens it: from then on no earlier epoch can append. */
export async function openLedger(pass: LedgerOpening, isReadBack: boolean): Promise<OpenedLedger> {
  const { store, sealer, clock, random } = pass;
  const stream = ledgerStream(pass.tenant, pass.pairId, pass.generation ?? firstGeneration);
  for (let tries = 1; ; tries += 1) {
    const { ledger, revision, memoryFrom } = await foldLedger(pass, stream);
    const opened = decideOpenPass(ledger, {
      worker: pass.worker.id,
      host: pass.worker.host,
      atWallMs: Math.floor(clock.wallMs()),
      identity: { source: pass.source.identity, target: pass.target.identity },
    });
    // The planted fault makes ids that two processes share; then success would prove nothing.
    const commandId = isReadBack
      ? uuid4(random)
      : uuid5('00000000-0000-5000-8000-000000000001', `${stream} ${ledger.epoch + 1}`);
    const id = uuid5(commandId, '0');
    const encoded = encodeEvent(opened, { stream, id }, { sealer, upcasters: ledgerUpcasters });
    try {
      const expected = revision < 0 ? 'no-stream' : revision;
      const appended = await store.append(stream, [encoded], expected);
      if (isReadBack) {
        const last = await store.readLast(stream);
        if (last?.id !== id) throw new LedgerSuperseded(`ledger ${stream} was opened elsewhere`);
      }
      evolveLedger(ledger, opened);
      const foldWhenIssued = pass.rules?.awaitSettlesBeforeScan ?? true;
      const teller = pass.tellsProgress === true ? new ProgressTeller(ledger, clock) : undefined;
      const writer = new LedgerWriter({
        store,
        sealer,
        clock,
        stream,
        ledger,
        commandId,
        revision: appended.revision,
        foldWhenIssued,
        // What is told is the fold at its place in the log; a fold that lags behind the log cannot tell it.
        teller: foldWhenIssued ? teller : undefined,
        refoldOnConflict: pass.rules?.noRefoldOnConflict === false,
      });
      return { ledger, writer, stream, memoryFrom };
    } catch (error) {
      const mayRepeat =
        error instanceof WrongExpectedRevision ||
        error instanceof OutcomeUnknown ||
        error instanceof StoreUnavailable;
      if (!mayRepeat) throw error;
      if (tries >= openingsMax) {
        if (!(error instanceof WrongExpectedRevision)) throw error;
        throw new LedgerSuperseded('others keep opening this ledger', { cause: error });
      }
      await clock.sleep(retryDelayMs * tries);
    }
  }
}

export async function foldLedger(
  from: Pick<MailboxPass, 'store' | 'sealer'>,
  stream: string,
): Promise<{ ledger: Ledger; revision: number; memoryFrom: number | undefined }> {
  const ledger = initialLedger();
  const codec = { sealer: from.sealer, upcasters: ledgerUpcasters };
  let revision = -1;
  let memoryFrom: number | undefined;
  for await (const recorded of from.store.readStream(stream)) {
    revision = recorded.revision;
    // The fold takes nothing from it: only the connector that asks has it opened.
    if (recorded.type === memoryEventType) memoryFrom ??= revision;
    else evolveLedger(ledger, decodeEvent<LedgerEvent>(recorded, codec));
  }
  return { ledger, revision, memoryFrom };
}
