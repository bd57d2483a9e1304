import { ApiProblem } from '../http/api-problem.ts';

const waitingMax = 1_000;
const waitingEachMax = 4;

/** Bounds how much costly work is under way; whoever waits takes turns by address, so that nobody crowds out another. */
export class TurnQueue {
  readonly #atOnceMax: number;
  readonly #waiting = new Map<string, (() => void)[]>();
  #waitingCount = 0;
  #running = 0;

  constructor(atOnceMax: number) {
    this.#atOnceMax = atOnceMax;
  }

  /** @throws {ApiProblem} too many wait, of this address or of all. */
  async run<T>(address: string, work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnceMax) await this.#wait(address);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      this.#pass();
    }
  }

  #wait(address: string): Promise<void> {
    const own = this.#waiting.get(address) ?? [];
    if (own.length >= waitingEachMax || this.#waitingCount >= waitingMax) {
      throw new ApiProblem('too-many-sign-ins', { headers: { 'Retry-After': '2' } });
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    own.push(resolve);
    this.#waiting.set(address, own);
    this.#waitingCount += 1;
    return promise;
  }

  /** Hands the place on to the next address in turn. */
  #pass(): void {
    const next = this.#waiting.entries().next();
    if (next.done === true) {
      this.#running -= 1;
      return;
    }
    const [address, own] = next.value;
    const resolve = own.shift();
    this.#waiting.delete(address);
    if (own.length > 0) this.#waiting.set(address, own);
    this.#waitingCount -= 1;
    resolve?.();
  }
}
