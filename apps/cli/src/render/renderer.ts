import type { RunEvent } from './run-events.schema.ts';

/** Shows a run while it goes on: bars, lines, JSON or nothing. */
export interface Renderer {
  show(event: RunEvent): void;
  /** The last event was shown: timers end, the cursor is back. May be called again. */
  close(): void;
}

/** What a renderer needs of a stream; `process.stderr` fits. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}
