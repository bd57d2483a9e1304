import type { MailConnector, MailSession, OpenContext } from '@mailhaul/connector-contract';
import { LateMemory } from './late-memory.ts';

/** A connector whose first session can be on its way before somebody asks for it. */
export interface EarlyConnector extends MailConnector {
  /**
   * Begins to open; the next `open` takes that session or its failure over, with the signal of its own context, and all
   * others connect afresh. Aborting this context's signal before that ends it, and nothing is left; afterwards it means
   * nothing. While one waits to be taken over, another call does nothing.
   */
  beginOpening(context: OpenContext): void;
}

/** Connects nothing by itself: without `beginOpening` every `open` is the connector's own. */
export function withEarlyOpening(connector: MailConnector): EarlyConnector {
  let waiting: EarlyOpening | undefined;
  return {
    kind: connector.kind,
    identity: connector.identity,
    beginOpening(context) {
      if (waiting !== undefined || context.signal.aborted) return;
      const begun = new EarlyOpening(connector, context, () => {
        if (waiting === begun) waiting = undefined;
      });
      waiting = begun;
    },
    open(context) {
      const begun = waiting;
      waiting = undefined;
      return begun === undefined ? connector.open(context) : begun.takeOver(context);
    },
  };
}

class EarlyOpening {
  /** Ends the opening and the session. */
  readonly #end = new AbortController();
  readonly #session: Promise<MailSession>;
  readonly #stopWaiting: () => void;
  readonly #memory = new LateMemory();

  constructor(connector: MailConnector, context: OpenContext, onEnded: () => void) {
    const { clock, random, signal } = context;
    const memory = this.#memory;
    this.#session = connector.open({ clock, random, signal: this.#end.signal, memory });
    // Whoever takes it over is told.
    this.#session.catch(() => undefined);
    const abandon = () => {
      onEnded();
      this.#memory.abandon(signal.reason);
      this.#end.abort(signal.reason);
      this.#session.then(
        (session) => session.abort(),
        () => undefined,
      );
    };
    signal.addEventListener('abort', abandon, { once: true });
    this.#stopWaiting = () => signal.removeEventListener('abort', abandon);
  }

  takeOver({ signal, memory }: OpenContext): Promise<MailSession> {
    this.#stopWaiting();
    this.#memory.becomes(memory);
    const forward = () => this.#end.abort(signal.reason);
    if (signal.aborted) forward();
    else signal.addEventListener('abort', forward, { once: true });
    this.#session.catch(() => signal.removeEventListener('abort', forward));
    return this.#session;
  }
}
