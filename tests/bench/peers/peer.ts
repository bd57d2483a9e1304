/** One mailbox on one of the bench's servers. */
export interface Endpoint {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** File with the server's certificate: the port speaks TLS from its first byte. */
  readonly certificateFile?: string | undefined;
}

export interface MailboxPair {
  readonly source: Endpoint;
  readonly target: Endpoint;
}

export interface Run {
  readonly pairs: readonly [MailboxPair, ...MailboxPair[]];
  /** Mailboxes at a time. */
  readonly parallel: number;
  /** A directory of this run's own; the same for all runs of a delta. */
  readonly dir: string;
  readonly profileDir: string | undefined;
}

export interface Job {
  readonly command: string;
  readonly args: readonly string[];
}

export interface Peer {
  readonly name: string;
  /** Knows on a second run what the first has done. */
  readonly keepsState: boolean;
  /** The programs to run, as many at a time as the run has mailboxes at a time. */
  jobs(run: Run): readonly [Job, ...Job[]];
}

/** A URL as both the bare client and Mailhaul take it. */
export function urlOf({ user, password, port, certificateFile }: Endpoint): string {
  const at = `${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  return certificateFile === undefined
    ? `imap://${at}?security=none`
    : `imaps://${at}?ca-file=${certificateFile}`;
}
