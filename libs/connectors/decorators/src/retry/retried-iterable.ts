/** Decides about a failure before the first element: true after the wait, when the request may be sent again. */
export type MayRepeat = (error: unknown) => Promise<boolean>;

/**
 * An iterable whose request is sent at once, and again while nothing of it has been given out. From the first element
 * on it is the inner iterable.
 */
export class RetriedIterable<T> implements AsyncIterable<T>, AsyncIterator<T> {
  readonly #request: () => AsyncIterable<T>;
  readonly #mayRepeat: MayRepeat;
  readonly #onEnd: () => void;
  #inner: AsyncIterator<T>;
  #hasStarted = false;
  #isReturned = false;
  /** Calls of `next` that overlap wait for the first answer one after another. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(request: () => AsyncIterable<T>, mayRepeat: MayRepeat, onEnd: () => void) {
    this.#request = request;
    this.#mayRepeat = mayRepeat;
    this.#onEnd = onEnd;
    this.#inner = request()[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#isReturned) return Promise.resolve({ done: true, value: undefined });
    if (this.#hasStarted) return this.#step();
    const answer = this.#turn.then(() => (this.#hasStarted ? this.#step() : this.#first()));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async return(): Promise<IteratorResult<T>> {
    this.#isReturned = true;
    this.#onEnd();
    await this.#inner.return?.();
    return { done: true, value: undefined };
  }

  async #first(): Promise<IteratorResult<T>> {
    for (;;) {
      try {
        const result = await this.#inner.next();
        this.#hasStarted = true;
        if (result.done === true) this.#onEnd();
        return result;
      } catch (error) {
        if (!(await this.#mayRepeat(error))) {
          this.#hasStarted = true;
          this.#onEnd();
          throw error;
        }
        if (this.#isReturned) return { done: true, value: undefined };
        this.#inner = this.#request()[Symbol.asyncIterator]();
      }
    }
  }

  async #step(): Promise<IteratorResult<T>> {
    try {
      const result = await this.#inner.next();
      if (result.done === true) this.#onEnd();
      return result;
    } catch (error) {
      this.#onEnd();
      throw error;
    }
  }
}
