import type { DrainMeter, SessionCore } from '../session-core.ts';

/** A batch that takes longer to be taken whole than this ends in a synchronising literal. */
const slowBatchMs = 500;
/** While nothing was measured, batches above this are taken for slow. */
const unknownBytesMax = 64 * 1024;
/** Smaller writes tell more about the round trip than about the line. */
const measuredBytesMin = 16 * 1024;

export function isSlowLine(drain: DrainMeter, bytes: number): boolean {
  if (drain.bytesPerMs === undefined) return bytes > unknownBytesMax;
  return bytes / drain.bytesPerMs > slowBatchMs;
}

export interface DrainMeasure {
  /** Time that passed by our own waiting. */
  onWaited(ms: number): void;
  onAnswer(): void;
}

/** Measures one command from its first byte, or the answer to the one before it, to its own answer. */
export function measureDrain({ clock, drain, speed }: SessionCore, bytes: number): DrainMeasure {
  const startMs = clock.monotonicMs();
  let waitedMs = 0;
  return {
    onWaited: (ms) => {
      waitedMs += ms;
    },
    onAnswer: () => {
      const now = clock.monotonicMs();
      const tookMs = now - Math.max(startMs + waitedMs, drain.lastAnswerMs);
      drain.lastAnswerMs = now;
      speed.moved(bytes, tookMs);
      if (bytes < measuredBytesMin) return;
      const rate = bytes / Math.max(tookMs, 1);
      drain.bytesPerMs = drain.bytesPerMs === undefined ? rate : (drain.bytesPerMs + rate) / 2;
    },
  };
}
