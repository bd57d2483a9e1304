/** What is read ahead of the consumer. */
const aheadMax = 64;

/** A readable stream: the client's own types of it are older than Node's. */
interface Source<T> {
  readonly readableLength: number;
  on(event: 'data', listener: (value: T) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  off(event: 'data', listener: (value: T) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

type Given<T> = { readonly kind: 'value'; readonly value: T } | { readonly kind: 'end' };

/**
 * The values of a stream of the client, one at a time. The client's streams end only when what they hold has been taken:
 * left half read (as a `for await` that breaks leaves them) they are kept by the client, and its `dispose` waits for them without an end.
 */
export class Feed<T> {
  readonly #source: Source<T>;
  readonly #ahead: T[] = [];
  #end: { readonly error: Error | undefined } | undefined;
  #wake = Promise.withResolvers<void>();

  constructor(source: Source<T>) {
    this.#source = source;
    source.on('data', this.#take);
    // An error is emitted whether or not anybody waits: without a listener it would end the process.
    source.on('error', (error) => this.#finish(error));
    source.on('end', () => this.#finish(undefined));
    source.on('close', () => this.#finish(undefined));
  }

  /** Nothing that has arrived is left to be given. */
  get isEmpty(): boolean {
    return this.#ahead.length === 0 && this.#source.readableLength === 0;
  }

  /** @throws the error that ended the stream, once everything before it is given */
  async next(): Promise<Given<T>> {
    for (;;) {
      const value = this.#ahead.shift();
      if (value !== undefined) {
        if (this.#ahead.length < aheadMax / 2) this.#source.resume();
        return { kind: 'value', value };
      }
      if (this.#end !== undefined) {
        if (this.#end.error !== undefined) throw this.#end.error;
        return { kind: 'end' };
      }
      await this.#wake.promise;
    }
  }

  /** Takes no more: what still comes is thrown away. */
  leave(): void {
    this.#source.off('data', this.#take);
    this.#source.on('data', () => undefined);
    this.#source.resume();
    this.#finish(undefined);
  }

  readonly #take = (value: T) => {
    this.#ahead.push(value);
    if (this.#ahead.length >= aheadMax) this.#source.pause();
    this.#news();
  };

  #finish(error: Error | undefined): void {
    this.#end ??= { error };
    this.#news();
  }

  #news(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}
