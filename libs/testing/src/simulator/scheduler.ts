interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly act: () => void;
}

/** How often the host's own event loop gets a turn: only for the test runner's sake, never for order. */
const eventsPerLoopTurn = 5_000;
/** Turns of the host's event loop given to stragglers before an empty queue counts as the end. */
const idleTurnsMax = 3;

/** A power of two: times are sums without rounding, and nothing that waits for a time wakes just before it. */
const ticksPerMs = 1_024;

export type RunEnd = 'done' | 'idle' | 'time-over' | 'too-many-events';

/**
 * Virtual time: a queue of acts ordered by time, then by order of arrival. Between two acts everything that the
 * first has woken runs until it waits again, so one order of acts gives one run.
 */
export class Scheduler {
  #nowMs = 0;
  #order = 0;
  #eventCount = 0;
  readonly #heap: Entry[] = [];

  get nowMs(): number {
    return this.#nowMs;
  }

  get eventCount(): number {
    return this.#eventCount;
  }

  after(delayMs: number, act: () => void): void {
    this.#order += 1;
    const atMs = Math.ceil((this.#nowMs + Math.max(0, delayMs)) * ticksPerMs) / ticksPerMs;
    push(this.#heap, { atMs, order: this.#order, act });
  }

  /** Runs until `isDone`, the queue is empty, or a bound is met. */
  async run(
    isDone: () => boolean,
    bounds: { untilMs: number; eventsMax: number },
  ): Promise<RunEnd> {
    let idleTurns = 0;
    for (;;) {
      await quiet();
      if (isDone()) return 'done';
      const first = this.#heap[0];
      if (first === undefined) {
        if (idleTurns === idleTurnsMax) return 'idle';
        idleTurns += 1;
        await loopTurn();
        continue;
      }
      idleTurns = 0;
      if (first.atMs > bounds.untilMs) {
        this.#nowMs = Math.max(this.#nowMs, bounds.untilMs);
        return 'time-over';
      }
      if (this.#eventCount >= bounds.eventsMax) return 'too-many-events';
      this.#eventCount += 1;
      if (this.#eventCount % eventsPerLoopTurn === 0) await loopTurn();
      pop(this.#heap);
      this.#nowMs = Math.max(this.#nowMs, first.atMs);
      first.act();
    }
  }
}

/** Node runs the next tick only when no promise job is left: the code under test waits for an act. */
function quiet(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

function loopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as Entry;
    if (!isBefore(entry, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    const right = heap[child + 1];
    if (right !== undefined && isBefore(right, heap[child] as Entry)) child += 1;
    if (!isBefore(heap[child] as Entry, last)) break;
    heap[at] = heap[child] as Entry;
    at = child;
  }
  heap[at] = last;
}
