/**
 * The values of a generator, with `onLeft` told when they are left, also before the first was asked for: a generator that
 * never began runs no `finally`. May be told more than once.
 */
export function leavable<T>(
  values: AsyncGenerator<T, void, undefined>,
  onLeft: () => void,
): AsyncIterable<T> {
  const iterator: AsyncIterator<T> = {
    next: () => values.next(),
    return: () => {
      onLeft();
      return values.return();
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
