import type { ConnectorError, MailSession } from '@mailhaul/connector-contract';
import type { FolderJob } from './folder-job.ts';
import { asConnectorError, isConnectionLoss } from './pass-context.ts';
import type { ReaderWiring } from './read-request.ts';

/** A wish to wait is obeyed up to this. */
const serverWaitMsMax = 3_600_000;
const serverWaitMsDefault = 10_000;

/** The server asks to wait, or cannot do it now. */
export function isBusy(error: ConnectorError | undefined): boolean {
  return error?.disposition === 'retryAfter' || error?.code === 'server-busy';
}

/** Makes ready for another try, marks the folder as to be enumerated again, or throws what ends the pass. */
export async function afterReadError(
  wiring: Pick<ReaderWiring, 'slot' | 'context'>,
  what: { error: unknown; session: MailSession; job: FolderJob },
): Promise<void> {
  const { slot, context } = wiring;
  const { error, session } = what;
  context.halt.throwIfAborted();
  const known = asConnectorError(error);
  if (known?.scope === 'folder') {
    what.job.fail(known);
    return;
  }
  if (known !== undefined && isBusy(known)) {
    slot.lose(session, error);
    const waitMs = Math.min(known.retryAfterMs ?? serverWaitMsDefault, serverWaitMsMax);
    const untilWallMs = context.clock.wallMs() + waitMs;
    context.report({ kind: 'waiting', reason: 'server-asked-to-wait', untilWallMs });
    await context.clock.sleep(waitMs, context.halt);
    context.report({ kind: 'resumed' });
    if (slot.hasGivenUp()) throw error;
    return;
  }
  if (!isConnectionLoss(error)) throw error;
  slot.lose(session, error);
  if (slot.hasGivenUp()) throw error;
}
