import type { Output, Renderer } from './renderer.ts';
import { pairLabel } from './progress-model.ts';
import { duplicatesText, messageLines, quotaShortText } from './words.ts';

/** `--quiet`: only what went wrong, at once; the table at the end is the command's. */
export function quietRenderer(output: Output): Renderer {
  let labels: readonly string[] = [];
  return {
    show(event) {
      if (event.event === 'error' || (event.event === 'notice' && event.level === 'warning')) {
        for (const line of messageLines(event)) output.write(`${line}\n`);
      }
      if (event.event === 'run-started') labels = event.mailboxes.map(pairLabel);
      if (event.event === 'duplicates-kept')
        output.write(`${labels[event.mailbox] ?? ''}: ${duplicatesText(event)}\n`);
      if (event.event === 'quota-short')
        output.write(`${labels[event.mailbox] ?? ''}: ${quotaShortText(event)}\n`);
    },
    close() {
      // It holds nothing open.
    },
  };
}
