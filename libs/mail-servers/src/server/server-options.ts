import type { Clock } from '@mailhaul/kernel';
import type { SaslMechanism } from '../sasl/exchange.ts';
import type { BindingType } from '../sasl/line-binding.ts';
import type { MailboxSpec } from '../store/mailbox-types.ts';
import type { MailStore } from '../store/mail-store.ts';
import type { TokenIssuer } from '../tokens/token-issuer.ts';
import type { Drip } from '../wire/wire-output.ts';
import type { ImapBehaviour } from './behaviour.ts';
import type { Extension } from './capabilities.ts';

export interface ImapServerOptions {
  /** Mailboxes to begin with; they are added to `store` where one is given. */
  readonly mailboxes?: readonly MailboxSpec[];
  /** The store of an earlier server, to go on with its mailboxes. */
  readonly store?: MailStore;
  /** Default: a free one. */
  readonly port?: number;
  /** Default `none`. `tls` and `starttls` need `certificate`. */
  readonly security?: 'none' | 'starttls' | 'tls';
  /** PEM texts. */
  readonly certificate?: { readonly key: string; readonly cert: string };
  /** With `starttls`: no sign-in before it. Default false. */
  readonly refusesPlainText?: boolean;
  /** PEM: a client must show a certificate that this authority signed. */
  readonly clientCa?: string;
  /** What AUTHENTICATE takes; default PLAIN. */
  readonly mechanisms?: readonly SaslMechanism[];
  /** What the -PLUS mechanisms can be tied to; default both. */
  readonly bindings?: readonly BindingType[];
  /** LOGINDISABLED, whatever the line. Default false. */
  readonly refusesLogin?: boolean;
  /** Names and passwords of those who may open every mailbox: by `mailbox*admin`, or as SASL's authorization identity. */
  readonly admins?: Readonly<Record<string, string>>;
  /** Between mailbox and admin in a user name; default `*`. */
  readonly adminSeparator?: string;
  /** Whose tokens XOAUTH2 and OAUTHBEARER take. */
  readonly tokens?: TokenIssuer;
  /** What a command meets whose session was opened with a token that has run out since. Default: nothing. */
  readonly expiredSession?: 'bye' | 'no';
  /** Default `/`. */
  readonly separator?: string;
  /** Personal namespace prefix, such as `INBOX.`; default none. */
  readonly prefix?: string;
  readonly isCaseInsensitive?: boolean;
  /** Default `folder`. */
  readonly missingParents?: 'folder' | 'noselect';
  /** Only RFC 3501. */
  readonly isBare?: boolean;
  readonly without?: readonly Extension[];
  readonly also?: readonly Extension[];
  /** The largest message taken, bytes, announced by APPENDLIMIT; default 256 MiB. */
  readonly appendLimit?: number;
  /** False: the limit holds and is not announced; `by-folder`: only STATUS tells it (RFC 7889 §3). Default true. */
  readonly announcesAppendLimit?: boolean | 'by-folder';
  /**
   * Messages that one FETCH tells of, from the newest down, announced (RFC 9738). A session without UIDONLY sees no more of a
   * folder than its newest so many, as Yahoo does it. Default: no limit.
   */
  readonly messageLimit?: number;
  /** How much each mailbox may hold, announced by QUOTA; may be changed while the server runs. Default: no quota. */
  readonly quota?: { bytes: number };
  /** Above it a new connection is told BYE; default 1000. */
  readonly connectionsMax?: number;
  /** Above it a user's sign-in is refused with [LIMIT]; default none. */
  readonly connectionsPerUserMax?: number;
  readonly behaviours?: readonly ImapBehaviour[];
  readonly drip?: Drip;
  readonly clock?: Clock;
  /** The UIDVALIDITY of the first folder made; later ones count on. */
  readonly firstUidValidity?: number;
  /** Hears every line that is not message content, for a test's log. */
  readonly onTrace?: (line: string) => void;
}

/** The options with their defaults, as the commands see them. */
export interface ServerSettings {
  readonly security: 'none' | 'starttls' | 'tls';
  readonly certificate: { readonly key: string; readonly cert: string } | undefined;
  readonly refusesPlainText: boolean;
  readonly clientCa: string | undefined;
  readonly mechanisms: readonly SaslMechanism[];
  readonly bindings: readonly BindingType[];
  readonly refusesLogin: boolean;
  readonly admins: Readonly<Record<string, string>>;
  readonly adminSeparator: string;
  readonly tokens: TokenIssuer | undefined;
  readonly expiredSession: 'bye' | 'no' | undefined;
  readonly separator: string;
  readonly prefix: string;
  readonly extensions: ReadonlySet<Extension>;
  readonly appendLimit: number;
  readonly announcesAppendLimit: boolean | 'by-folder';
  readonly messageLimit: number | undefined;
  readonly quota: { readonly bytes: number } | undefined;
  readonly connectionsMax: number;
  readonly connectionsPerUserMax: number;
  readonly behaviours: readonly ImapBehaviour[];
  readonly drip: Drip | undefined;
  readonly clock: Clock;
  readonly onTrace: ((line: string) => void) | undefined;
}
