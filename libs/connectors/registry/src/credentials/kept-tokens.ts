import type { TokenRequest, TokenSource } from '@mailhaul/connector-contract';
import type { Clock } from '@mailhaul/kernel';

export interface FreshToken {
  readonly token: string;
  /** How long it is given out without asking anew, milliseconds. */
  readonly keepMs: number;
}

/** Gets one token; bounds its own time. Called once at a time. */
export type FetchToken = (clock: Clock) => Promise<FreshToken>;

/** One token for all connections of a mailbox: who asks while it is being fetched waits for the same. */
export class KeptTokens implements TokenSource {
  readonly #fetch: FetchToken;
  #kept: { readonly token: string; readonly untilWallMs: number } | undefined;
  #fetching: Promise<string> | undefined;

  constructor(fetch: FetchToken) {
    this.#fetch = fetch;
  }

  async token({ clock, signal, rejected }: TokenRequest): Promise<string> {
    signal.throwIfAborted();
    const kept = this.#kept;
    const isGood = kept !== undefined && kept.token !== rejected;
    if (isGood && clock.wallMs() < kept.untilWallMs) return kept.token;
    this.#fetching ??= this.#fetchOne(clock).finally(() => {
      this.#fetching = undefined;
    });
    const fetching = this.#fetching;
    return await new Promise<string>((resolve, reject) => {
      const onAbort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
      fetching.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  async #fetchOne(clock: Clock): Promise<string> {
    const { token, keepMs } = await this.#fetch(clock);
    this.#kept = { token, untilWallMs: clock.wallMs() + keepMs };
    return token;
  }
}
