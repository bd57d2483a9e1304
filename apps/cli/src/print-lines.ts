import type { Output } from './render/renderer.ts';
import { wrapAtBlanks } from './text/clean-text.ts';

/** Lines for people: on a terminal none is broken inside a word; into a file or pipe they go as they are. */
export function printLines(output: Output, lines: readonly string[]): void {
  const width = output.isTTY === true ? (output.columns ?? 80) : undefined;
  for (const line of lines) {
    const parts = width === undefined ? [line] : wrapAtBlanks(line, width);
    output.write(parts.map((part) => `${part}\n`).join(''));
  }
}
