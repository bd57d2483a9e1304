import { unreachable } from '@mailhaul/kernel';
import type { Fact } from '../fact.ts';
import type { MailboxKind } from '../pair/mailbox-kind.ts';

/** The facts of a connection. Secrets are nowhere here: `credential` is the version under which the secret store has them, 0 for none. */
export type ConnectionEvent =
  | {
      type: 'ConnectionDefined';
      data: Fact & ConnectionFacts;
      sealed?: ConnectionDetails | undefined;
    }
  | {
      type: 'ConnectionEdited';
      data: Fact & ConnectionFacts;
      sealed?: ConnectionDetails | undefined;
    }
  | { type: 'ConnectionVerified'; data: Fact }
  /** No mailbox can be reached over it until a person mends it. */
  | {
      type: 'ConnectionBroken';
      data: Fact & { readonly code: string };
      sealed?: { readonly words: string } | undefined;
    }
  | { type: 'ConnectionDeleted'; data: Fact };

/** What is spoken there: IMAP, or Exchange Web Services, with a server of one's own or with Exchange Online. */
export type ConnectionKind = 'imap' | 'exchange' | 'office365';

export interface ConnectionFacts {
  readonly kind: ConnectionKind;
  readonly credential: number;
  /** Mailboxes worked on at the same time over it at most; absent: as many as there are slots. */
  readonly mailboxesMax?: number;
  readonly bytesPerSecond?: number;
  readonly operationsPerSecond?: number;
  /** Only workers that have this tag work over it; absent: each may. */
  readonly workerTag?: string;
}

/** Where it leads and how one signs in there; personal as a whole. */
export interface ConnectionDetails {
  readonly name: string;
  readonly host: string;
  readonly port?: number;
  readonly security: 'tls' | 'starttls' | 'none';
  /** `mailbox`: each mailbox with its own password; `admin`: one account that opens all of them. */
  readonly signIn: 'mailbox' | 'admin';
  readonly adminUser?: string;
  /** How the user is written, with {mailbox}, {local}, {domain}; with `admin` absent: SASL authorisation identity. */
  readonly login?: string;
  readonly auth?: string;
  /** PEM of the authority to trust, or fingerprints of the certificate. */
  readonly ca?: string;
  readonly pin?: string;
  readonly oauth?: {
    readonly endpoint: string;
    readonly tenant?: string;
    readonly clientId?: string;
    readonly scope?: string;
  };
  /** Of Exchange alone. */
  readonly exchange?: ExchangeDetails;
  /** Where its mailboxes are looked up, over LDAP. */
  readonly directory?: DirectoryDetails;
}

export interface DirectoryDetails {
  readonly host: string;
  readonly port?: number;
  readonly security: 'tls' | 'starttls' | 'none';
  /** The distinguished name below which mailboxes stand. */
  readonly baseDn?: string;
  /** Who reads it; its password is with the connection's secrets. */
  readonly bindDn?: string;
  readonly ca?: string;
  readonly pin?: string;
}

export interface ExchangeDetails {
  /** Where EWS is, if not at the usual path. */
  readonly path?: string;
  /** How one account opens the mailboxes of others: in the owner's place, or by rights on each. */
  readonly access?: 'impersonation' | 'delegate';
  /** Which of a mailbox's trees, where its pair does not say. */
  readonly kind?: MailboxKind;
  /** The host is a domain that is asked for its server; it may be led to these hosts besides. */
  readonly autodiscover?: { readonly hosts: readonly string[] };
}

export type Connection =
  | { readonly status: 'unknown' }
  | { readonly status: 'deleted' }
  | ({
      readonly status: 'untested' | 'working' | 'broken';
      readonly code: string | undefined;
      readonly details: ConnectionDetails | undefined;
      /** Counts its definitions: each edit makes the next. */
      readonly edition: number;
    } & ConnectionFacts);

export function initialConnection(): Connection {
  return { status: 'unknown' };
}

export function evolveConnection(connection: Connection, event: ConnectionEvent): Connection {
  if (event.type === 'ConnectionDefined') {
    return defined(event, 1);
  }
  if (connection.status === 'unknown' || connection.status === 'deleted') return connection;
  switch (event.type) {
    case 'ConnectionEdited':
      return defined(event, connection.edition + 1);
    case 'ConnectionVerified':
      return { ...connection, status: 'working', code: undefined };
    case 'ConnectionBroken':
      return { ...connection, status: 'broken', code: event.data.code };
    case 'ConnectionDeleted':
      return { status: 'deleted' };
    default:
      return unreachable(event);
  }
}

function defined(
  { data, sealed }: Extract<ConnectionEvent, { type: 'ConnectionDefined' | 'ConnectionEdited' }>,
  edition: number,
): Connection {
  return { status: 'untested', code: undefined, details: sealed, edition, ...factsOf(data) };
}

export function factsOf(facts: ConnectionFacts): ConnectionFacts {
  const { kind, credential, mailboxesMax, bytesPerSecond, operationsPerSecond, workerTag } = facts;
  return {
    kind,
    credential,
    ...(mailboxesMax === undefined ? {} : { mailboxesMax }),
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
    ...(operationsPerSecond === undefined ? {} : { operationsPerSecond }),
    ...(workerTag === undefined ? {} : { workerTag }),
  };
}
