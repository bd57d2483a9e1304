import type { ConnectorError, MailSession } from '@mailhaul/connector-contract';
import { provenSession } from './feared-work.ts';
import type { FolderJob } from './folder-job.ts';
import { asConnectorError, isConnectionLoss } from './pass-context.ts';
import type { ReaderWiring } from './read-request.ts';
import type { SessionSlot } from './session-slot.ts';

/** A wish to wait is obeyed up to this. */
const serverWaitMsMax = 3_600_000;
const serverWaitMsDefault = 10_000;

/** The server asks to wait, or cannot do it now. */
export function isBusy(error: ConnectorError | undefined): boolean {
  return error?.disposition === 'retryAfter' || error?.code === 'server-busy';
}

/** Losses in a row with nothing read between them, the last on a connection that had just answered. */
const lossesMax = 3;

/** How often in a row the connection was lost over one request. */
export class LossesInRow {
  #count = 0;

  progressed(): void {
    this.#count = 0;
  }

  /** Whether it is what was asked for that ends the connections, and not the server that is gone. */
  async lost(slot: SessionSlot): Promise<boolean> {
    this.#count += 1;
    if (this.#count < lossesMax - 1) return false;
    await provenSession(slot);
    return this.#count >= lossesMax;
  }
}

/**
 * Makes ready for another try, marks the folder as to be enumerated again, or throws what ends the pass. True: what was asked
 * for ends the connections.
 */
export async function afterReadError(
  wiring: Pick<ReaderWiring, 'slot' | 'context' | 'sickness'>,
  what: { error: unknown; session: MailSession; job: FolderJob; losses: LossesInRow },
): Promise<boolean> {
  const { slot, context } = wiring;
  const { error, session } = what;
  context.halt.throwIfAborted();
  const known = asConnectorError(error);
  if (known?.scope === 'folder') {
    what.job.fail(known);
    return false;
  }
  if (known !== undefined && isBusy(known)) {
    slot.lose(session, error);
    const waitMs = Math.min(known.retryAfterMs ?? serverWaitMsDefault, serverWaitMsMax);
    const untilWallMs = context.clock.wallMs() + waitMs;
    context.report({ kind: 'waiting', reason: 'server-asked-to-wait', untilWallMs });
    await context.clock.sleep(waitMs, context.halt);
    context.report({ kind: 'resumed' });
    if (slot.hasGivenUp()) throw error;
    return false;
  }
  if (!isConnectionLoss(error)) throw error;
  slot.lose(session, error);
  if (slot.hasGivenUp()) throw error;
  const isSick = await what.losses.lost(slot);
  if (isSick) wiring.sickness.blame(what.job.folder.sourceId, error);
  return isSick;
}
