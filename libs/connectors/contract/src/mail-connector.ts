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
  /** Called each time the system does what was asked and lets know that it is too much. */
  readonly onSlowDown?: () => void;
}
