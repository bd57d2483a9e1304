import type { ReadBrake, Taker } from './wire/read-brake.ts';

/**
 * Hands values from a producer that is pushed to one consumer that pulls, in order. Full while values of more than
 * `weightMax` wait. Ends once; a consumer that leaves early loses the rest.
 */
export class Feed<T> implements AsyncIterableIterator<T>, Taker {
  readonly #brake: Pick<ReadBrake, 'join' | 'leave' | 'look'>;
  readonly #weightMax: number;
  readonly #onLeft: (() => void) | undefined;
  readonly #values: { readonly value: T; readonly weight: number }[] = [];
  #weight = 0;
  #isFull = false;
  #end: { readonly error: Error | undefined } | undefined;
  #waiting:
    { resolve: (result: IteratorResult<T>) => void; reject: (error: Error) => void } | undefined;
  #isLeft = false;

  constructor(
    brake: Pick<ReadBrake, 'join' | 'leave' | 'look'>,
    weightMax: number,
    onLeft?: () => void,
  ) {
    this.#brake = brake;
    this.#weightMax = weightMax;
    this.#onLeft = onLeft;
    brake.join(this);
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  get isStarving(): boolean {
    return this.#waiting !== undefined;
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
    if (this.#weight <= this.#weightMax || this.#isFull) return;
    this.#isFull = true;
    this.#brake.look();
  }

  /** Ends after what was pushed; with an error, that is thrown then. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.#brake.leave(this);
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
      if (this.#isFull && this.#weight <= this.#weightMax / 2) this.#makeRoom();
      return Promise.resolve({ value: first.value, done: false });
    }
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
      this.#isFull = false;
      this.#brake.look();
    });
  }

  return(): Promise<IteratorResult<T>> {
    if (!this.#isLeft) {
      this.#isLeft = true;
      this.#values.length = 0;
      this.#weight = 0;
      this.#isFull = false;
      this.#onLeft?.();
    }
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #makeRoom(): void {
    this.#isFull = false;
    this.#brake.look();
  }
}
