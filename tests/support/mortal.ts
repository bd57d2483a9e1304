import type { EventStore } from '@mailhaul/application';
import type { MailConnector, MailSession } from '@mailhaul/connector-contract';
import type { Clock } from '@mailhaul/kernel';

/** What a process holds in its hands, to be taken away with it. */
export interface Hands {
  readonly source: MailConnector;
  readonly target: MailConnector;
  readonly store: EventStore;
  readonly clock: Clock;
}

/**
 * A process that can die or be frozen inside this one: once it is, no answer of a connector, the store or the clock
 * reaches the code that runs in it, so it does nothing more. What it had asked for may happen all the same.
 */
export class MortalProcess {
  readonly hands: Hands;
  readonly #sessions = new Set<MailSession>();
  #state: 'alive' | 'frozen' | 'dead' = 'alive';
  #thaw: (() => void)[] = [];

  constructor(hands: Hands) {
    this.hands = {
      source: this.#connector(hands.source),
      target: this.#connector(hands.target),
      store: this.#held(hands.store),
      clock: this.#held(hands.clock),
    };
  }

  /** As SIGKILL: its connections are reset, and nothing of it moves again. */
  kill(): void {
    this.#state = 'dead';
    this.#thaw = [];
    for (const session of this.#sessions) session.abort();
  }

  /** As SIGSTOP: its connections stay open. */
  freeze(): void {
    this.#state = 'frozen';
  }

  /** As SIGCONT: all answers that came meanwhile are there at once. */
  thaw(): void {
    this.#state = 'alive';
    for (const wake of this.#thaw.splice(0)) wake();
  }

  #connector(connector: MailConnector): MailConnector {
    return {
      kind: connector.kind,
      identity: connector.identity,
      open: (context) =>
        this.#answer(
          connector.open(context).then((session) => {
            this.#sessions.add(session);
            return this.#held(session);
          }),
        ),
    };
  }

  /** The object with every answer of its methods held back while this process does not run. */
  #held<T extends object>(inner: T): T {
    return new Proxy(inner, {
      get: (object, name) => {
        const value: unknown = Reflect.get(object, name, object);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const result: unknown = Reflect.apply(value, object, args);
          if (result instanceof Promise) return this.#answer(result);
          return isAsyncIterable(result) ? this.#pieces(result) : result;
        };
      },
    });
  }

  #pieces(inner: AsyncIterable<unknown>): AsyncIterable<unknown> {
    return {
      [Symbol.asyncIterator]: () => this.#held(inner[Symbol.asyncIterator]()),
    };
  }

  async #answer<T>(result: Promise<T>): Promise<T> {
    try {
      const value = await result;
      await this.#running();
      return value;
    } catch (error) {
      await this.#running();
      throw error;
    }
  }

  async #running(): Promise<void> {
    while (this.#state !== 'alive') {
      await new Promise<void>((resolve) => {
        if (this.#state === 'frozen') this.#thaw.push(resolve);
      });
    }
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
