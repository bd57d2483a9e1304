import {
  ConnectorError,
  type MailConnector,
  type SessionMemory,
} from '@mailhaul/connector-contract';
import type { Clock, Random } from '@mailhaul/kernel';
import type { BytesInAir } from './bytes-in-air.ts';
import type { PassLedger } from './pass-ledger.ts';
import type { PassOptions } from './pass-options.ts';
import type { ProgressSink } from './pass-progress.ts';
import type { ProtocolRules } from './protocol-rules.ts';
import type { SpareLanes } from './spare-lanes.ts';

/** Everything a pass works with. One pass, one context. */
export interface PassContext {
  readonly ledger: PassLedger;
  readonly source: MailConnector;
  readonly target: MailConnector;
  readonly options: PassOptions;
  readonly rules: ProtocolRules;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted: finish what is under way, begin nothing. */
  readonly stop: AbortSignal;
  /** Aborted by the first error that ends the pass: everything stops at once. */
  readonly halt: AbortSignal;
  /** Ends the pass with that error; the first one counts. */
  readonly fail: (error: unknown) => void;
  readonly report: ProgressSink;
  /** Who lets connections go when the server allows no more. */
  readonly spares: SpareLanes;
  readonly inAir: BytesInAir;
  /** What is kept for the mailbox of each side from one pass to the next. Absent: nothing is. */
  readonly memories?: Readonly<Record<'source' | 'target', SessionMemory>>;
}

/** Why an item that was listed is not at the target when nothing went wrong with it. */
export const goneReason = 'deleted-at-source';

export function asConnectorError(error: unknown): ConnectorError | undefined {
  return error instanceof ConnectorError ? error : undefined;
}

/** True for an error after which the session is dead but another may do. */
export function isConnectionLoss(error: unknown): boolean {
  const known = asConnectorError(error);
  return (
    known !== undefined && known.scope === 'connection' && known.disposition !== 'needsOperator'
  );
}

/** True when the server allows no more connections than there are. */
export function isTooMany(error: unknown): boolean {
  return asConnectorError(error)?.code === 'too-many-connections';
}

/** Whatever was thrown, as an Error that may be thrown on. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
