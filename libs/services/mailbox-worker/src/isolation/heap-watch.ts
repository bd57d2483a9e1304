// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- it tells of collections; no time is taken from it
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** What is still held right after a full collection is more than the thread may hold. */
export class HeapOutgrown extends Error {
  override readonly name = 'HeapOutgrown';
}

/**
 * Ends this thread by an uncaught HeapOutgrown before it meets V8's own limit: there V8 ends only the thread where it lacks
 * room for something small, and the whole process where one large table is to grow. What grows within one turn of the event
 * loop is not seen; inputs are bounded where they come in.
 */
export function watchHeap(bytesMax: number): void {
  const observer = new PerformanceObserver((collections) => {
    const isFull = collections.getEntries().some((entry) => kindOf(entry) === majorKind);
    if (isFull && getHeapStatistics().used_heap_size > bytesMax) {
      throw new HeapOutgrown(`the passes of one thread hold more than ${bytesMax >> 20} MB`);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
}

const majorKind = constants.NODE_PERFORMANCE_GC_MAJOR;

/** What kind of collection it was: the entry's `detail`, which the types of Node leave out. */
function kindOf(entry: object): unknown {
  const detail = 'detail' in entry ? entry.detail : undefined;
  return typeof detail === 'object' && detail !== null && 'kind' in detail
    ? detail.kind
    : undefined;
}
