import { ConnectorError, type MailSession } from '@mailhaul/connector-contract';
import { isConnectionLoss } from './pass-context.ts';
import type { SessionSlot } from './session-slot.ts';

/** Losses with other work under way, after which all of it is done one by one. */
const lossesTogetherMax = 2;
/** Losses alone, each on a connection that had just answered, after which it is the work: where other work was done between them, and where none was. */
const lossesAloneMax = { othersDone: 2, noneDone: 4 };
/** Tries of another way, once the first is known to end connections. */
const otherWayTriesMax = 2;

/** Shows that the server answers: what ends this connection now is what comes next. */
export function provenSession(slot: SessionSlot): Promise<MailSession> {
  return slot.run(async (session) => {
    await session.listFolders();
    return session;
  });
}

/** A folder with which the server does nothing but hang up. */
export function hangsUp(side: 'source' | 'target', when: string): ConnectorError {
  return new ConnectorError({
    ...{ code: 'folder-refused', scope: 'folder', disposition: 'needsOperator' },
    message: `The ${side} ends the connection whenever this folder is ${when}.`,
    remedy: 'Have the folder repaired there, or leave it out; the next pass tries it again.',
  });
}

/**
 * Idempotent work of many folders on one connection, all at once. A server that ends its connections at one of them (GreenMail:
 * CREATE of `#…`) would end them for all: then they take turns, and that one is found.
 */
export class FearedWork {
  readonly #slot: SessionSlot;
  #lossesTogether = 0;
  #doneCount = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(slot: SessionSlot) {
    this.#slot = slot;
  }

  /** Undefined: it is this work at which the server ends its connections. @throws whatever else the work ends with. */
  async run<T extends object>(work: (session: MailSession) => Promise<T>): Promise<T | undefined> {
    while (this.#lossesTogether < lossesTogetherMax) {
      const before = this.#lossesTogether;
      const done = await this.#tryOn(await this.#slot.get(), work);
      if (done !== undefined) return done;
      // All that were under way are lost with one connection.
      if (before === this.#lossesTogether) this.#lossesTogether += 1;
    }
    const doneBefore = this.#doneCount;
    for (let losses = 1; losses <= lossesAloneMax.noneDone; losses += 1) {
      const done = await this.#inTurn(work);
      if (done !== undefined) return done;
      if (losses >= lossesAloneMax.othersDone && this.#doneCount > doneBefore) break;
    }
    return undefined;
  }

  /** The same in another way. */
  async runOtherwise<T extends object>(
    work: (session: MailSession) => Promise<T>,
  ): Promise<T | undefined> {
    for (let tries = 0; tries < otherWayTriesMax; tries += 1) {
      const done = await this.#inTurn(work);
      if (done !== undefined) return done;
    }
    return undefined;
  }

  /** Behind each loss the others come first. */
  #inTurn<T extends object>(work: (session: MailSession) => Promise<T>): Promise<T | undefined> {
    const done = this.#last.then(async () => this.#tryOn(await provenSession(this.#slot), work));
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Undefined: the connection was lost. */
  async #tryOn<T extends object>(
    session: MailSession,
    work: (session: MailSession) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      const done = await work(session);
      this.#slot.proved();
      this.#doneCount += 1;
      return done;
    } catch (error) {
      if (!isConnectionLoss(error)) throw error;
      this.#slot.lose(session, error);
      if (this.#slot.hasGivenUp()) throw error;
      return undefined;
    }
  }
}
