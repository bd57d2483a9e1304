import type { Clock } from '@mailhaul/kernel';
import type { GatewayLimits } from '../gateway-options.ts';
import { ApiProblem } from '../http/api-problem.ts';

/** Talks with mail systems and directories while somebody waits for the answer: not too many at once, and none for ever. */
export class TestRuns {
  readonly #clock: Clock;
  readonly #limits: Pick<GatewayLimits, 'testsMax' | 'testMsMax'>;
  #running = 0;

  constructor(clock: Clock, limits: Pick<GatewayLimits, 'testsMax' | 'testMsMax'>) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** What the work gives; its signal aborts when whoever asked has left, or when it took too long. @throws {ApiProblem} `too-many-tests` */
  async run<T>(left: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { testsMax, testMsMax } = this.#limits;
    if (this.#running >= testsMax) {
      throw new ApiProblem('too-many-tests', { headers: { 'Retry-After': '10' } });
    }
    this.#running += 1;
    const late = new AbortController();
    const over = new AbortController();
    this.#clock.sleep(testMsMax, over.signal).then(
      () => late.abort(new Error('the test took too long')),
      () => undefined,
    );
    try {
      return await work(AbortSignal.any([left, late.signal]));
    } finally {
      over.abort();
      this.#running -= 1;
    }
  }
}
