import { formatDuration } from '../text/format.ts';

/** Seconds still to go, as a range. */
export interface EtaRange {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export interface WorkDone {
  readonly atMs: number;
  readonly items: number;
  readonly bytes: number;
}

export interface WorkPlanned {
  readonly items: number;
  /** Undefined where the source does not tell sizes ahead. */
  readonly bytes: number | undefined;
}

export interface Speed {
  readonly itemsPerSecond: number;
  readonly bytesPerSecond: number;
}

const windowMs = 30_000;
const sampleEveryMs = 250;
const knownAfterMs = 1_500;
/** Beyond this a range says nothing: better "unknown". */
const spreadMax = 20;

/**
 * Speed and time to go, from what was done when. The last half minute and the whole run both speak, by items and by
 * bytes: where they disagree the range is wide, and a person sees that it is.
 */
export class RateMeter {
  /** At most windowMs / sampleEveryMs of them. */
  readonly #samples: WorkDone[] = [];
  #first: WorkDone | undefined;
  #latest: WorkDone | undefined;

  record(done: WorkDone): void {
    this.#first ??= done;
    this.#latest = done;
    const last = this.#samples.at(-1);
    if (last === undefined || done.atMs - last.atMs >= sampleEveryMs) this.#samples.push(done);
    while ((this.#samples[0]?.atMs ?? done.atMs) < done.atMs - windowMs) this.#samples.shift();
  }

  /** Of the last half minute; zero while nothing moves. */
  speed(nowMs: number): Speed {
    const from = this.#samples.find((sample) => sample.atMs >= nowMs - windowMs) ?? this.#latest;
    return speedBetween(from, this.#latest, nowMs);
  }

  /** Undefined where it would be a guess: at the start, and when nothing has moved for half a minute. */
  timeLeft(nowMs: number, planned: WorkPlanned): EtaRange | undefined {
    const first = this.#first;
    const latest = this.#latest;
    if (first === undefined || latest === undefined || nowMs - first.atMs < knownAfterMs)
      return undefined;
    const itemsLeft = Math.max(0, planned.items - latest.items);
    const bytesLeft = planned.bytes === undefined ? 0 : Math.max(0, planned.bytes - latest.bytes);
    if (itemsLeft === 0) return { fromSeconds: 0, toSeconds: 0 };
    const guesses = [this.speed(nowMs), speedBetween(first, latest, nowMs)]
      .flatMap((speed) => [itemsLeft / speed.itemsPerSecond, bytesLeft / speed.bytesPerSecond])
      .filter((seconds) => seconds > 0);
    if (guesses.length === 0 || guesses.some((seconds) => !Number.isFinite(seconds)))
      return undefined;
    const range = { fromSeconds: Math.min(...guesses), toSeconds: Math.max(...guesses) };
    return range.toSeconds > spreadMax * Math.max(1, range.fromSeconds) ? undefined : range;
  }
}

/** `12–20 s left`, `3 min left`, `time left unknown`. */
export function formatEta(range: EtaRange | undefined): string {
  if (range === undefined) return 'time left unknown';
  const from = formatDuration(range.fromSeconds);
  const to = formatDuration(range.toSeconds);
  if (from === to) return `${to} left`;
  const [fromValue, fromUnit, ...fromRest] = from.split(' ');
  const [, toUnit, ...toRest] = to.split(' ');
  const isSameUnit = fromUnit === toUnit && fromRest.length === 0 && toRest.length === 0;
  return `${isSameUnit ? fromValue : from}–${to} left`;
}

function speedBetween(from: WorkDone | undefined, to: WorkDone | undefined, nowMs: number): Speed {
  const seconds = from === undefined ? 0 : (nowMs - from.atMs) / 1000;
  if (from === undefined || to === undefined || seconds < 0.2)
    return { itemsPerSecond: 0, bytesPerSecond: 0 };
  return {
    itemsPerSecond: Math.max(0, to.items - from.items) / seconds,
    bytesPerSecond: Math.max(0, to.bytes - from.bytes) / seconds,
  };
}
