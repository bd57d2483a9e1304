/**
 * The items in order, sorted only as far as somebody goes on: the first costs one look at each. Sorts the array that it is
 * given. `compare` as in Array.sort, and never 0, or what is equal comes in any order.
 */
export function* inOrder<T>(items: T[], compare: (a: T, b: T) => number): Generator<T> {
  for (let at = (items.length >> 1) - 1; at >= 0; at -= 1) sink(items, at, compare);
  while (items.length > 0) {
    const first = items[0] as T;
    const last = items.pop() as T;
    if (items.length > 0) {
      items[0] = last;
      sink(items, 0, compare);
    }
    yield first;
  }
}

/** Of a heap: no item is after those at twice its place and one or two. */
function sink<T>(heap: T[], from: number, compare: (a: T, b: T) => number): void {
  const item = heap[from] as T;
  let at = from;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    const right = below + 1;
    if (right < heap.length && compare(heap[right] as T, heap[below] as T) < 0) below = right;
    if (compare(heap[below] as T, item) >= 0) break;
    heap[at] = heap[below] as T;
    at = below;
  }
  heap[at] = item;
}
