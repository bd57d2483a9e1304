import { MultiBar, type SingleBar } from 'cli-progress';
import { wrapText } from '../text/clean-text.ts';
import type { Output } from './renderer.ts';

/** A line that moves up lies over what a bar drew (ECMA-48 EL). */
const clearToLineEnd = '\u001b[K';
const framesPerSecond = 6;
/** Rows that stay free for the prompt and the total. */
const rowsKept = 4;

/** Makes the line of a bar, for so many columns; called for each frame. */
export type BarLine = (columns: number) => string;

/** Bars at the end of a terminal, the total the lowest, and lines that move up above them. */
export interface BarScreen<K> {
  has(key: K): boolean;
  /** Does nothing where the screen has no row left: cli-progress cannot redraw what it does not show. */
  add(key: K, line: BarLine): void;
  drop(key: K): void;
  /** From the first bar on it is there anyway. */
  showTotal(): void;
  log(line: string): void;
  close(): void;
}

export function barScreen<K>(
  output: Output & NodeJS.WriteStream,
  totalLine: BarLine,
): BarScreen<K> {
  const bars = new Map<K, SingleBar>();
  const columns = () => output.columns || 80;
  const multi = new MultiBar({
    stream: output,
    fps: framesPerSecond,
    hideCursor: true,
    forceRedraw: true,
    clearOnComplete: true,
    format: (_options, _parameters, payload: { line(): string }) => payload.line(),
  });
  let total: SingleBar | undefined;
  let isClosed = false;
  const barOf = (line: BarLine) => multi.create(1, 0, { line: () => line(columns()) });
  return {
    has: (key) => bars.has(key),
    add(key, line) {
      if (bars.size >= Math.max(1, (output.rows || 24) - rowsKept)) return;
      // New bars go below the last one; the total must stay the lowest.
      if (total !== undefined) multi.remove(total);
      bars.set(key, barOf(line));
      total = barOf(totalLine);
    },
    drop(key) {
      const bar = bars.get(key);
      if (bar !== undefined) multi.remove(bar);
      bars.delete(key);
    },
    showTotal() {
      total ??= barOf(totalLine);
    },
    log(line) {
      if (isClosed) output.write(`${line}\n`);
      // While bars stand the terminal does not wrap lines by itself.
      else
        for (const part of wrapText(line, Math.max(20, columns() - 1)))
          multi.log(`${part}${clearToLineEnd}\n`);
    },
    close() {
      if (isClosed) return;
      multi.update();
      multi.stop();
      isClosed = true;
    },
  };
}
