/**
 * Works on all of them, so many at the same time. The first failure ends it: nothing more is begun, what was begun is waited
 * for, and the failure is thrown.
 */
export async function inParallel<T>(
  items: Iterable<T>,
  atOnceMax: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const takeTurns = async () => {
    while (failure === undefined) {
      const next = queue.next();
      if (next.done === true) return;
      try {
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: atOnceMax }, takeTurns));
  if (failure !== undefined) throw failure.error;
}
