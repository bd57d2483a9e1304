import type { Output, Renderer } from './renderer.ts';
import { messageLines } from './words.ts';

/** `--quiet`: only what went wrong, at once; the table at the end is the command's. */
export function quietRenderer(output: Output): Renderer {
  return {
    show(event) {
      if (event.event === 'error' || (event.event === 'notice' && event.level === 'warning')) {
        for (const line of messageLines(event)) output.write(`${line}\n`);
      }
    },
    close() {
      // It holds nothing open.
    },
  };
}
