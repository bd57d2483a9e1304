/** One look at a job's figures. */
export interface Sample {
  readonly at: number;
  readonly items: number;
  readonly bytes: number;
}

/** Looks older than this say nothing about now. */
export const sampleAgeMaxMs = 120_000;
/** Below this a rate means nothing. */
const rateSpanMinMs = 6000;
/** Below this an end in sight means nothing. */
const endSpanMinMs = 30_000;
/** How far the end may be off, either way. */
const endSpread = 0.2;

/** Adds a look; a job that began anew has new figures, so older looks with larger ones go. */
export function addSample(samples: readonly Sample[], next: Sample): readonly Sample[] {
  const kept = samples.filter(
    ({ at, items }) => next.at - at <= sampleAgeMaxMs && items <= next.items && at < next.at,
  );
  return [...kept, next];
}

export interface Pace {
  readonly bytesPerSecond: number | undefined;
  readonly itemsPerSecond: number | undefined;
  readonly spanMs: number;
}

export function paceOf(samples: readonly Sample[]): Pace {
  const first = samples[0];
  const last = samples.at(-1);
  const spanMs = first && last ? last.at - first.at : 0;
  if (!first || !last || spanMs < rateSpanMinMs) {
    return { bytesPerSecond: undefined, itemsPerSecond: undefined, spanMs };
  }
  const perSecond = (value: number) => (value / spanMs) * 1000;
  return {
    bytesPerSecond: perSecond(last.bytes - first.bytes),
    itemsPerSecond: perSecond(last.items - first.items),
    spanMs,
  };
}

export interface EndRange {
  readonly from: number;
  readonly to: number;
}

/** When what is left will be done, as a range; undefined until it means something. */
export function endOf(left: number, pace: Pace, now: number): EndRange | undefined {
  const { itemsPerSecond, spanMs } = pace;
  if (!itemsPerSecond || spanMs < endSpanMinMs || left <= 0) return undefined;
  return spread((left / itemsPerSecond) * 1000, now);
}

/** The same of a mailbox that tells its rate and size itself. */
export function endOfBytes(
  left: number,
  bytesPerSecond: number | undefined,
  now: number,
): EndRange | undefined {
  if (!bytesPerSecond || left <= 0) return undefined;
  return spread((left / bytesPerSecond) * 1000, now);
}

function spread(ms: number, now: number): EndRange {
  return { from: now + ms * (1 - endSpread), to: now + ms * (1 + endSpread) };
}
