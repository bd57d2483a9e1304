import type { Clock, Random } from '@mailhaul/kernel';
import type { MailSession } from './mail-session.ts';

/** One mailbox on one system, with the settings and credentials to open it. */
export interface MailConnector {
  /** The protocol, as in the connection's URL: `imap`, `ews`, `memory`. */
  readonly kind: string;
  /**
   * Which mailbox this is, equal for equal mailboxes and stable over runs: server, port and user in one normal form.
   * Personal: never in the clear in an event or log.
   */
  readonly identity: string;
  /** Connects and signs in. Sessions of one connector are independent connections. */
  open(context: OpenContext): Promise<MailSession>;
}

export interface OpenContext {
  readonly clock: Clock;
  readonly random: Random;
  /** Aborting ends the opening and, later, every call of the session. */
  readonly signal: AbortSignal;
  /**
   * A connection that its user can do without, the more so the higher the rank (from 1): refused because there are too
   * many, it is not tried again.
   */
  readonly spareRank?: number;
  /** What was kept for this mailbox, shared by all sessions of a pass. Absent: nothing is kept (a test, a verification). */
  readonly memory?: SessionMemory;
  /** Called each time the system does what was asked and lets know that it is too much. */
  readonly onSlowDown?: () => void;
}

/**
 * What a connector must know of a mailbox from one pass to the next where the system has no such memory itself (EWS without article
 * numbers: which item has which number, and how far a folder was followed). Kept with the pair's ledger, sealed.
 */
export interface SessionMemory {
  /** Everything added under that key since it was last begun anew, in order. */
  recall(key: string): Promise<readonly Uint8Array[]>;
  /**
   * Resolves once it is durable. `begin` forgets what was there before. An entry is at most 256 KiB.
   * @throws Error when the ledger is not this pass's any more
   */
  add(key: string, entry: Uint8Array, how?: { readonly begin: boolean }): Promise<void>;
  /**
   * Of one that stands for another, for a session that opens before anybody says where its memory is: the other, once it is known; undefined
   * where nothing is kept. What sessions share, they share by that one.
   */
  behind?(): Promise<SessionMemory | undefined>;
}
