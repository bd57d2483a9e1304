/** What resumes a session, and the certificate (DER) that it began with: a resumed one shows none. */
export interface TlsSession {
  readonly ticket: Buffer;
  readonly certificate: Buffer | undefined;
}

/**
 * TLS sessions of one mailbox's connections (RFC 8446 §2.2): a further connection saves the server's proof and half of
 * the handshake. Only sessions of connections whose certificate was accepted come in here.
 */
export class TlsSessions {
  #latest: TlsSession | undefined;

  get latest(): TlsSession | undefined {
    return this.#latest;
  }

  put(session: TlsSession): void {
    if (session.ticket.length <= sessionBytesMax) this.#latest = session;
  }

  /** After a failed handshake: the next one starts afresh. */
  clear(): void {
    this.#latest = undefined;
  }
}

/** A session holds the server's chain; what is larger is not worth keeping. */
const sessionBytesMax = 64 * 1024;
