/** Where a test server keeps its mail: memory (`tmpfs`, where the system has one) or the disk. */
export type MailMedium = 'tmpfs' | 'disk';

/** `mbox`: a folder holds either mail or folders. */
export type MailFormat = 'maildir' | 'sdbox' | 'mdbox' | 'mbox';

export interface DovecotOptions {
  /** Hierarchy separator a client sees. */
  readonly separator?: '.' | '/' | '^';
  /** Prefix of the personal namespace, ending in the separator: '' or 'INBOX.' or 'INBOX/'. */
  readonly prefix?: string;
  readonly format?: MailFormat;
  readonly medium?: MailMedium;
  /** Dovecot's `mail_fsync`; `never` by default, for speed. */
  readonly fsync?: 'never' | 'optimized' | 'always';
  /** Names and passwords; without it every user name is accepted with the password {@link anyUserPassword}. */
  readonly users?: Readonly<Record<string, string>>;
  /** Offers STARTTLS on the plain port and opens a port with implicit TLS, both with a self-signed certificate. */
  readonly tls?: boolean;
  /** Refuses LOGIN and PLAIN on a line without TLS. */
  readonly requiresTls?: boolean;
  readonly userIpConnectionsMax?: number;
  /** Replaces what CAPABILITY says, to make clients do without an extension. */
  readonly capability?: string;
  /** Appended to the configuration as it is. */
  readonly extraConfig?: string;
}

/** The password of every user of a server started without `users`. */
export const anyUserPassword = 'secret';
