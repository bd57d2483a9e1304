import type {
  Capabilities,
  MailConnector,
  MailSession,
  SessionMemory,
} from '@mailhaul/connector-contract';

/** One mailbox on a system of its own, empty but for INBOX. */
export interface ConformanceSubject {
  readonly connector: MailConnector;
  /** Puts an appointment into that folder by other means than the connector; absent: there is no such way. */
  readonly addAppointment?: (path: readonly string[]) => Promise<void>;
  dispose(): Promise<void>;
}

/** What a case works with. Sessions it opens are aborted after it. */
export interface Bench {
  readonly connector: MailConnector;
  readonly session: MailSession;
  /** One more session to the same mailbox. */
  readonly openAnother: (memory?: SessionMemory) => Promise<MailSession>;
  readonly addAppointment: ((path: readonly string[]) => Promise<void>) | undefined;
  /** Leaves the case without a verdict. */
  readonly skip: (reason: string) => void;
}

/** One promise of the contract, and the capabilities without which it is not made. */
export interface ConformanceCase {
  readonly name: string;
  readonly needs?: (capabilities: Capabilities) => boolean;
  readonly run: (bench: Bench) => Promise<void>;
}
