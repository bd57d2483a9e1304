/** Told about the life of one iterable; must not throw. */
export interface IterableObserver<T> {
  /** An element was asked for and its answer is awaited. */
  onAsked?(): void;
  /** The answer to one `onAsked` is there, whatever it is. */
  onAnswered?(): void;
  onElement?(element: T): void;
  onError?(error: unknown): void;
  /** Read to its end, failed or returned: called once. */
  onEnd?(): void;
}

/**
 * Passes an iterable on, element for element: nothing is read ahead, and `return` reaches the iterable behind.
 * No generator: one that is returned before its first `next` would never tell.
 */
export function observeIterable<T>(
  source: AsyncIterable<T>,
  observer: IterableObserver<T>,
): AsyncIterable<T> {
  const inner = source[Symbol.asyncIterator]();
  let hasEnded = false;
  const end = () => {
    if (hasEnded) return;
    hasEnded = true;
    observer.onEnd?.();
  };
  const iterator: AsyncIterator<T> = {
    async next() {
      observer.onAsked?.();
      try {
        const result = await inner.next();
        observer.onAnswered?.();
        if (result.done === true) end();
        else observer.onElement?.(result.value);
        return result;
      } catch (error) {
        observer.onAnswered?.();
        observer.onError?.(error);
        end();
        throw error;
      }
    },
    async return() {
      try {
        await inner.return?.();
      } finally {
        end();
      }
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
