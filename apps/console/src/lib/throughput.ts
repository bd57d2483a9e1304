import type { JobPoint } from '@mailhaul/contracts';

/** How quickly a job got on since the look before, and what was left then. */
export interface ThroughputPoint {
  readonly at: number;
  readonly bytesPerSecond: number;
  readonly itemsPerSecond: number;
  readonly left: number;
}

/** A time in which nothing was copied, and why. */
export interface Lull {
  readonly from: number;
  readonly to: number;
  readonly label: 'Paused' | 'Waiting' | 'Not running';
}

/** Looks nearer to each other than this tell no rate: a batch ended just then, or none did. */
const spanMinMs = 2000;

/** What is drawn of a job's history; nothing before there are two looks. */
export function throughputOf(points: readonly JobPoint[]): readonly ThroughputPoint[] {
  const drawn: ThroughputPoint[] = [];
  let before = points[0];
  for (const point of points.slice(1)) {
    if (before === undefined || point.at - before.at < spanMinMs) continue;
    const seconds = (point.at - before.at) / 1000;
    // A mailbox whose history begins anew takes its items away again.
    const perSecond = (value: number) => Math.max(0, value / seconds);
    drawn.push({
      at: point.at,
      bytesPerSecond: perSecond(point.bytesMigrated - before.bytesMigrated),
      itemsPerSecond: perSecond(point.done - before.done),
      left: point.pending,
    });
    before = point;
  }
  // What is known of a stretch holds from its beginning.
  const [start, first] = [points[0], drawn[0]];
  return start === undefined || first === undefined ? [] : [{ ...first, at: start.at }, ...drawn];
}

/** When nothing was copied; neighbours of one kind are one. */
export function lullsOf(points: readonly JobPoint[]): readonly Lull[] {
  const lulls: Lull[] = [];
  for (const [place, point] of points.entries()) {
    const next = points[place + 1];
    const label = labelOf(point);
    if (next === undefined || label === undefined) continue;
    const last = lulls.at(-1);
    if (last?.label === label && last.to === point.at) lulls.pop();
    const from = last?.label === label && last.to === point.at ? last.from : point.at;
    lulls.push({ from, to: next.at, label });
  }
  return lulls;
}

function labelOf({ status, running, waiting }: JobPoint): Lull['label'] | undefined {
  if (status === 'paused') return 'Paused';
  if (status !== 'running') return 'Not running';
  return running === 0 && waiting > 0 ? 'Waiting' : undefined;
}
