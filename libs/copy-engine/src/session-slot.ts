import type { MailConnector, MailSession } from '@mailhaul/connector-contract';
import { asConnectorError, isConnectionLoss, isTooMany, type PassContext } from './pass-context.ts';

/** Losses in a row, without anything done in between, after which the pass gives up. */
const lossesInRowMax = 6;
const backoffBaseMs = 250;
const backoffMaxMs = 30_000;
/** Openings refused because there are too many connections, and the waits between them: a good ten minutes. */
const refusalsMax = 24;
const refusedBaseMs = 1_000;
/** A server that does not answer a goodbye is left without one. */
const goodbyeMsMax = 2_000;

/**
 * The place of one session: opened when first asked for, opened again after a loss. The count of losses goes back only
 * when work has been done on a session, not when a sign-in succeeded.
 */
export class SessionSlot {
  readonly #context: PassContext;
  readonly #side: 'source' | 'target';
  #opening: Promise<MailSession> | undefined;
  #session: MailSession | undefined;
  #lossesInRow = 0;
  #refusalsInRow = 0;
  readonly #spareRank: () => number | undefined;
  /** Aborted: nothing is opened any more, what is still under way ends with its session. */
  readonly #closed = new AbortController();

  /** `spareRank` as of OpenContext: undefined while its work cannot be done without it. */
  constructor(
    context: PassContext,
    side: 'source' | 'target',
    spareRank: () => number | undefined = () => undefined,
  ) {
    this.#context = context;
    this.#side = side;
    this.#spareRank = spareRank;
  }

  get(): Promise<MailSession> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** Work was done: the connection is worth keeping. */
  proved(): void {
    this.#lossesInRow = 0;
  }

  /** Cuts that session; the next `get` opens another. A session that was replaced already is only cut. */
  lose(session: MailSession, error: unknown): void {
    session.abort(error instanceof Error ? error : undefined);
    if (this.#session !== session) return;
    this.#session = undefined;
    this.#opening = undefined;
    this.#lossesInRow += 1;
    const code = asConnectorError(error)?.code ?? 'connection-lost';
    this.#context.report({ kind: 'connection-lost', side: this.#side, code });
  }

  /** Runs idempotent work, on another session after a loss. */
  async run<T>(work: (session: MailSession) => Promise<T>): Promise<T> {
    for (;;) {
      const session = await this.get();
      try {
        const result = await work(session);
        this.proved();
        return result;
      } catch (error) {
        if (!isConnectionLoss(error)) throw error;
        this.lose(session, error);
        if (this.#closed.signal.aborted || this.hasGivenUp() || this.#context.halt.aborted)
          throw error;
      }
    }
  }

  hasGivenUp(): boolean {
    return this.#lossesInRow >= lossesInRowMax;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.letGo();
  }

  /** Says goodbye; the next `get` opens another. */
  async letGo(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#opening = undefined;
    if (session === undefined) return;
    // Everything is settled by now: a goodbye that fails changes nothing.
    const said = new AbortController();
    const patience = this.#context.clock.sleep(goodbyeMsMax, said.signal).catch(() => undefined);
    await Promise.race([session.close().catch(() => undefined), patience]);
    said.abort();
    session.abort();
  }

  abort(): void {
    this.#closed.abort();
    this.#session?.abort();
    this.#session = undefined;
  }

  /** An opening is given up when the pass is asked to stop; an open session goes on until it is halted. */
  async #open(): Promise<MailSession> {
    const { clock, random, halt, stop, report } = this.#context;
    const giveUp = AbortSignal.any([halt, stop, this.#closed.signal]);
    const alive = new AbortController();
    const end = () => alive.abort(giveUp.reason);
    const endHalted = () => alive.abort(halt.reason);
    try {
      giveUp.throwIfAborted();
      if (this.#lossesInRow > 0) {
        const ceiling = Math.min(backoffMaxMs, backoffBaseMs * 2 ** this.#lossesInRow);
        const waitMs = ceiling * (0.5 + random.next() / 2);
        report({ kind: 'waiting', reason: 'reconnecting', untilWallMs: clock.wallMs() + waitMs });
        await clock.sleep(waitMs, giveUp);
        report({ kind: 'resumed' });
      }
      giveUp.addEventListener('abort', end);
      const spareRank = this.#spareRank();
      const memory = this.#context.memories?.[this.#side];
      const session = await this.#connector.open({
        ...{ clock, random, signal: alive.signal },
        ...(memory === undefined ? {} : { memory }),
        ...(spareRank === undefined ? {} : { spareRank }),
      });
      this.#refusalsInRow = 0;
      halt.addEventListener('abort', endHalted, { once: true });
      this.#session = session;
      return session;
    } catch (error) {
      this.#opening = undefined;
      giveUp.throwIfAborted();
      if (isTooMany(error)) {
        if (this.#spareRank() !== undefined || !(await this.#waitForPlace(giveUp))) throw error;
        return await this.get();
      }
      if (isConnectionLoss(error)) {
        this.#lossesInRow += 1;
        if (this.#lossesInRow < lossesInRowMax) return await this.get();
      }
      throw error;
    } finally {
      giveUp.removeEventListener('abort', end);
    }
  }

  /** Spare connections give way, and the server is given the time to see that they are gone; false: no use any more. */
  async #waitForPlace(giveUp: AbortSignal): Promise<boolean> {
    const { clock, spares, report } = this.#context;
    const hasGivenWay = spares.giveWay();
    if (!hasGivenWay) this.#refusalsInRow += 1;
    if (this.#refusalsInRow > refusalsMax) return false;
    const waitMs = Math.min(backoffMaxMs, refusedBaseMs * 2 ** this.#refusalsInRow);
    report({ kind: 'waiting', reason: 'connection-limit', untilWallMs: clock.wallMs() + waitMs });
    await clock.sleep(waitMs, giveUp);
    report({ kind: 'resumed' });
    return true;
  }

  get #connector(): MailConnector {
    return this.#side === 'source' ? this.#context.source : this.#context.target;
  }
}
