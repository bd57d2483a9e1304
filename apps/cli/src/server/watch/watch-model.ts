import type { Job, Pair } from '@mailhaul/contracts';
import { RateMeter, type Speed } from '../../render/eta.ts';
import type { BarFacts } from '../../render/progress-line.ts';
import { pairLabel } from '../../render/progress-model.ts';
import { cleanText } from '../../text/clean-text.ts';
import { formatCount } from '../../text/format.ts';
import { doneCount } from '../words/job-words.ts';
import type { JobLook } from './job-looks.ts';

interface Mailbox {
  pair: Pair;
  readonly meter: RateMeter;
}

/** What the bars and lines of a watched job show; times are the caller's monotonic milliseconds. */
export class WatchModel {
  readonly #running = new Map<string, Mailbox>();
  readonly #totalMeter = new RateMeter();
  #job: Job | undefined;

  apply({ job, running }: JobLook, nowMs: number): void {
    this.#job = job;
    this.#totalMeter.record({ atMs: nowMs, items: itemsDone(job), bytes: job.bytesMigrated });
    const ids = new Set(running.map(({ id }) => id));
    for (const id of this.#running.keys()) if (!ids.has(id)) this.#running.delete(id);
    for (const pair of running) {
      const mailbox = this.#running.get(pair.id) ?? { pair, meter: new RateMeter() };
      mailbox.pair = pair;
      mailbox.meter.record({ atMs: nowMs, items: itemsDone(pair), bytes: pair.bytesMigrated });
      this.#running.set(pair.id, mailbox);
    }
  }

  runningIds(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** Undefined: it runs no more. */
  mailboxFacts(id: string, nowMs: number): BarFacts | undefined {
    const mailbox = this.#running.get(id);
    if (mailbox === undefined) return undefined;
    const { pair, meter } = mailbox;
    const done = itemsDone(pair);
    const planned = { items: pair.total, bytes: pair.bytesTotal };
    const isKnown = pair.total > 0;
    return {
      label: cleanText(pairLabel(pair)),
      share: isKnown ? Math.min(1, done / pair.total) : undefined,
      itemsDone: done,
      itemsPlanned: isKnown ? pair.total : undefined,
      bytesDone: pair.bytesMigrated,
      failed: pair.failed,
      speed: speedOf(meter.speed(nowMs), pair),
      eta: isKnown ? meter.timeLeft(nowMs, planned) : undefined,
      remark: isKnown ? undefined : 'listing folders',
    };
  }

  totalFacts(nowMs: number): BarFacts {
    const job = this.#job;
    if (job === undefined) return nothingYet;
    const done = itemsDone(job);
    const planned = done + job.pending;
    const { statuses } = job;
    // What waits its first turn has not been listed: nobody knows how much it is.
    const isWhole = (statuses.queued ?? 0) + (statuses.waiting ?? 0) + (statuses.ready ?? 0) === 0;
    return {
      label: `total, ${formatCount(doneCount(job))}/${formatCount(job.pairs)} done`,
      share: planned > 0 ? done / planned : undefined,
      itemsDone: done,
      itemsPlanned: planned > 0 ? planned : undefined,
      bytesDone: job.bytesMigrated,
      failed: job.failed,
      speed: this.#totalMeter.speed(nowMs),
      eta: isWhole
        ? this.#totalMeter.timeLeft(nowMs, { items: planned, bytes: undefined })
        : undefined,
      remark: remarkOf(job),
    };
  }
}

function itemsDone({ migrated, excluded, failed }: Pick<Pair, 'migrated' | 'excluded' | 'failed'>) {
  return migrated + excluded + failed;
}

/** The server has watched for longer than we have. */
function speedOf(ours: Speed, { bytesPerSecond }: Pair): Speed {
  return ours.bytesPerSecond > 0 || bytesPerSecond === undefined
    ? ours
    : { ...ours, bytesPerSecond };
}

/** Why nothing moves. */
function remarkOf({ status, statuses, pausedBy }: Job): string | undefined {
  if (status === 'paused')
    return pausedBy === undefined ? 'paused' : cleanText(`paused by ${pausedBy}`);
  if ((statuses.running ?? 0) > 0 || status !== 'running') return undefined;
  const still = [
    ...((statuses.queued ?? 0) > 0 ? [`${formatCount(statuses.queued ?? 0)} in line`] : []),
    ...((statuses.waiting ?? 0) > 0 ? [`${formatCount(statuses.waiting ?? 0)} waiting`] : []),
  ];
  return still.length === 0 ? undefined : `none runs now: ${still.join(', ')}`;
}

const nothingYet: BarFacts = {
  label: 'total',
  share: undefined,
  itemsDone: 0,
  itemsPlanned: undefined,
  bytesDone: 0,
  failed: 0,
  speed: { itemsPerSecond: 0, bytesPerSecond: 0 },
  eta: undefined,
  remark: undefined,
};
