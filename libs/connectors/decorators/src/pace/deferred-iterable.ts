/**
 * An iterable that may not exist yet. Its first element is asked for as soon as it does, so that it is known when the
 * server has answered; the ones behind it only when they are asked for here.
 */
export function deferredIterable<T>(
  source: AsyncIterable<T> | Promise<AsyncIterable<T>>,
  cancel: () => void,
): AsyncIterable<T> {
  const inner =
    source instanceof Promise
      ? source.then((made) => made[Symbol.asyncIterator]())
      : source[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<T>> | undefined =
    inner instanceof Promise ? inner.then((made) => made.next()) : inner.next();
  // Rejects again for who asks for it; nobody has to.
  first.catch(() => undefined);
  let isReturned = false;
  const iterator: AsyncIterator<T> = {
    async next() {
      if (isReturned) return { done: true, value: undefined };
      const ready = first;
      first = undefined;
      return ready ?? (await inner).next();
    },
    async return() {
      isReturned = true;
      cancel();
      const made = await Promise.resolve(inner).catch(() => undefined);
      await made?.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
