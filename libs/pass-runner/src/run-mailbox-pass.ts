import type { EventStore, Sealer } from '@mailhaul/application';
import type { ConnectorError, MailConnector } from '@mailhaul/connector-contract';
import type { OutcomeCounts, PassOptions, ProgressSink, ProtocolRules } from '@mailhaul/copy-engine';
import type { Clock, Random } from '@mailhaul/kernel';

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
  readonly totals: OutcomeCounts & { readonly bytesMigrated: number; readonly pending: number };
  /** Batches of a dead or frozen writer that may still appear are looked for until then, wall milliseconds. */
  readonly watchedUntilWallMs: number | undefined;
  /** Copies at the target that a late commit probably made and that were not ours to remove. */
  readonly surplusReported: number;
  /** Items whose fate needs a person's eye. */
  readonly investigate: number;
}

export declare function runMailboxPass(pass: MailboxPass): Promise<PassReport>;
