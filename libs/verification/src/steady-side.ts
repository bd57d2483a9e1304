import { ConnectorError, type Folder, type MailSession } from '@mailhaul/connector-contract';

/** Losses of one piece of work that was alone on its connection, after which it is the work. */
const lossesAloneMax = 2;
/** Losses in a row, whatever was asked, after which it is the server. */
const lossesInRowMax = 12;

/** It is at this work that the server ends its connections, each time. */
export class HungUp extends Error {
  constructor(loss: ConnectorError) {
    super('the connection ends each time', { cause: loss });
  }
}

/**
 * One side of a comparison, on one connection at a time. A server that ends its connections at one folder or one item ends with it
 * what else is under way: from the first loss on all work takes turns, each on a connection that lives, and it shows at which one
 * it is.
 */
export class SteadySide {
  readonly #reopen: (() => Promise<MailSession>) | undefined;
  #session: MailSession;
  /** Why the connection there was is lost. */
  #loss: ConnectorError | undefined;
  /** Undefined while work may overlap. */
  #turns: Promise<unknown> | undefined;
  #lossesInRow = 0;

  /** Without `reopen` a lost connection is the end. */
  constructor(session: MailSession, reopen?: () => Promise<MailSession>) {
    this.#session = session;
    this.#reopen = reopen;
  }

  get capabilities(): MailSession['capabilities'] {
    return this.#session.capabilities;
  }

  /** @throws ConnectorError */
  async listFolders(): Promise<readonly Folder[]> {
    try {
      return await this.run((session) => session.listFolders());
    } catch (error) {
      throw error instanceof HungUp ? error.cause : error;
    }
  }

  /**
   * Work that reads, and may be begun anew: it is, on another connection, where the one it was on is lost. What it asks at once is
   * sent before this returns, as long as no connection was lost.
   * @throws HungUp; ConnectorError; whatever else the work ends with
   */
  async run<T>(work: (session: MailSession) => Promise<T>): Promise<T> {
    if (this.#turns !== undefined) return this.#inTurn(work);
    const session = this.#session;
    try {
      return await work(session);
    } catch (error) {
      if (!isLoss(error) || this.#reopen === undefined) throw error;
      this.#lose(session, error);
      return this.#inTurn(work);
    }
  }

  async close(): Promise<void> {
    if (this.#loss === undefined) await this.#session.close();
  }

  abort(): void {
    this.#session.abort();
  }

  #inTurn<T>(work: (session: MailSession) => Promise<T>): Promise<T> {
    const done = (this.#turns ?? Promise.resolve()).then(() => this.#alone(work));
    this.#turns = done.catch(() => undefined);
    return done;
  }

  async #alone<T>(work: (session: MailSession) => Promise<T>): Promise<T> {
    for (let losses = 1; ; losses += 1) {
      const session = await this.#living();
      try {
        const done = await work(session);
        this.#lossesInRow = 0;
        return done;
      } catch (error) {
        if (!isLoss(error)) throw error;
        this.#lose(session, error);
        this.#lossesInRow += 1;
        if (this.#lossesInRow >= lossesInRowMax) throw error;
        if (losses >= lossesAloneMax) throw new HungUp(error);
      }
    }
  }

  async #living(): Promise<MailSession> {
    if (this.#loss !== undefined && this.#reopen !== undefined) {
      this.#session = await this.#reopen();
      this.#loss = undefined;
    }
    return this.#session;
  }

  #lose(session: MailSession, loss: ConnectorError): void {
    if (session === this.#session) this.#loss = loss;
    session.abort(loss);
  }
}

/** The server has ended it. One that is silent, or breaks the protocol, is not asked again. */
function isLoss(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && error.code === 'connection-lost';
}

export interface SteadySides {
  readonly source: SteadySide;
  readonly target: SteadySide;
}

export interface SideOpeners {
  readonly source: () => Promise<MailSession>;
  readonly target: () => Promise<MailSession>;
}

/** Opens both sides at the same time, gives them to `work`, and closes them whatever comes. @throws ConnectorError */
export async function withSteadySides<T>(
  open: SideOpeners,
  work: (sides: SteadySides) => Promise<T>,
): Promise<T> {
  const [first, second] = await Promise.allSettled([open.source(), open.target()]);
  if (first.status === 'rejected' || second.status === 'rejected') {
    for (const side of [first, second]) if (side.status === 'fulfilled') side.value.abort();
    throw first.status === 'rejected' ? first.reason : (second as PromiseRejectedResult).reason;
  }
  const source = new SteadySide(first.value, open.source);
  const target = new SteadySide(second.value, open.target);
  try {
    const result = await work({ source, target });
    await Promise.all([source.close(), target.close()]);
    return result;
  } finally {
    source.abort();
    target.abort();
  }
}
