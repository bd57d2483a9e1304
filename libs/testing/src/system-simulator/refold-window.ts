import type { JsonObject, RecordedEvent } from '@mailhaul/application';

/** Since when something holds that not everybody may have heard of yet, by the log's own time, milliseconds. */
interface Since {
  readonly ms: number;
}

interface Period {
  readonly from: number;
  readonly to: number;
}

const minuteMs = 60_000;
const minutesOfDay = 1_440;

/** When one job may run, counted out of its own events; knows schedules as the simulation draws them: the same each day, in UTC. */
export class RefoldedWindow {
  #periods: readonly Period[] | undefined;
  /** Wall milliseconds: until then it runs outside. */
  #outsideUntilMs = -Infinity;
  #changed: Since = { ms: -Infinity };

  take({ type, data, recordedAtMs }: RecordedEvent): void {
    switch (type) {
      case 'ScheduleSet':
        this.#periods = (data['schedule'] as { periods?: readonly Period[] } | undefined)?.periods;
        this.#outsideUntilMs = -Infinity;
        break;
      case 'JobStarted':
      case 'DeltaRequested': {
        const outside = data['outsideSchedule'] as JsonObject | undefined;
        this.#outsideUntilMs =
          outside === undefined ? -Infinity : Number(outside['untilMs'] ?? Infinity);
        break;
      }
      case 'JobPaused':
      case 'JobFinished':
        this.#outsideUntilMs = -Infinity;
        break;
      default:
        return;
    }
    this.#changed = { ms: recordedAtMs };
  }

  isOpen(atMs: number): boolean {
    if (this.#periods === undefined || atMs < this.#outsideUntilMs) return true;
    const minute = Math.floor(atMs / minuteMs) % minutesOfDay;
    return this.#periods.some(({ from, to }) => from <= minute && minute < to);
  }

  /** How long everybody could have known how it stands at that time. */
  knownForMs(atMs: number): number {
    return atMs - this.#changed.ms;
  }
}
