import type { ItemOutcome, PassOutcome, ReportingMeter } from '../reporting-meter.ts';

/** Keeps what it is told. For specs only. */
export class NotedMeter implements ReportingMeter {
  readonly events: Record<string, number> = {};
  readonly items: Partial<Record<ItemOutcome, number>> = {};
  readonly passes: PassOutcome[] = [];
  bytes = 0;
  lagMs = () => -1;

  eventsProjected(category: string, count: number): void {
    this.events[category] = (this.events[category] ?? 0) + count;
  }

  itemsSettled(outcome: ItemOutcome, count: number): void {
    this.items[outcome] = (this.items[outcome] ?? 0) + count;
  }

  bytesCopied(count: number): void {
    this.bytes += count;
  }

  passEnded(outcome: PassOutcome): void {
    this.passes.push(outcome);
  }

  watchLagMs(read: () => number): void {
    this.lagMs = read;
  }
}
