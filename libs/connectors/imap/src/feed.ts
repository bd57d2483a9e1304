/** What a feed tells its producer. */
export interface FeedHooks {
  /** More waits than the feed may hold: produce no more until `onRoom`. */
  onFull(): void;
  onRoom(): void;
  /** The consumer has left before the end: what is pushed from now on is dropped. */
  onLeft?(): void;
}

/**
 * Hands values from a producer that is pushed to one consumer that pulls, in order. Tells the producer to stop while
 * values of more than `weightMax` wait. Ends once; a consumer that leaves early loses the rest.
 */
export class Feed<T> implements AsyncIterableIterator<T> {
  readonly #hooks: FeedHooks;
  readonly #weightMax: number;
  readonly #values: { readonly value: T; readonly weight: number }[] = [];
  #weight = 0;
  #isFull = false;
  #end: { readonly error: Error | undefined } | undefined;
  #waiting:
    { resolve: (result: IteratorResult<T>) => void; reject: (error: Error) => void } | undefined;
  #isLeft = false;

  constructor(weightMax: number, hooks: FeedHooks) {
    this.#weightMax = weightMax;
    this.#hooks = hooks;
  }

  /** True when nobody will read what is pushed. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  push(value: T, weight: number): void {
    if (this.#isLeft || this.#end !== undefined) return;
    const waiting = this.#waiting;
    if (waiting !== undefined) {
      this.#waiting = undefined;
      waiting.resolve({ value, done: false });
      return;
    }
    this.#values.push({ value, weight });
    this.#weight += weight;
    if (!this.#isFull && this.#weight > this.#weightMax) {
      this.#isFull = true;
      this.#hooks.onFull();
    }
  }

  /** Ends after what was pushed; with an error, that is thrown then. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    if (error === undefined) waiting.resolve({ value: undefined, done: true });
    else waiting.reject(error);
  }

  next(): Promise<IteratorResult<T>> {
    const first = this.#values.shift();
    if (first !== undefined) {
      this.#weight -= first.weight;
      if (this.#weight <= this.#weightMax / 2) this.#makeRoom();
      return Promise.resolve({ value: first.value, done: false });
    }
    this.#makeRoom();
    if (this.#end !== undefined) {
      const { error } = this.#end;
      // Thrown once; whoever asks again finds the end.
      this.#end = { error: undefined };
      return error === undefined
        ? Promise.resolve({ value: undefined, done: true })
        : Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<T>> {
    if (!this.#isLeft) {
      this.#isLeft = true;
      this.#values.length = 0;
      this.#weight = 0;
      this.#hooks.onLeft?.();
      this.#makeRoom();
    }
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #makeRoom(): void {
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#hooks.onRoom();
  }
}
