import type { Clock } from '@mailhaul/kernel';
import { MultiBar, type SingleBar } from 'cli-progress';
import { wrapText } from '../text/clean-text.ts';
import { barLine } from './progress-line.ts';
import { type MailboxView, ProgressModel } from './progress-model.ts';
import type { Output, Renderer } from './renderer.ts';
import type { RunEvent } from './run-events.schema.ts';
import { mailboxFacts, totalFacts } from './view-facts.ts';
import { finishedText, messageLines, quotaShortText } from './words.ts';

/** A line that moves up lies over what a bar drew (ECMA-48 EL). */
const clearToLineEnd = '\u001b[K';
const framesPerSecond = 6;
/** Rows that stay free for the prompt and the total. */
const rowsKept = 4;

/**
 * For a terminal: one bar per mailbox at work and one for all. What is finished or needs to be read moves up as a line
 * of its own. Mailboxes beyond the screen's height are counted in the total only: cli-progress cannot redraw them.
 */
export function barsRenderer(output: Output & NodeJS.WriteStream, clock: Clock): Renderer {
  const model = new ProgressModel();
  const bars = new Map<MailboxView, SingleBar>();
  const columns = () => output.columns || 80;
  const now = () => ({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() });
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
  const log = (line: string) => {
    if (isClosed) output.write(`${line}\n`);
    // While bars stand the terminal does not wrap lines by itself.
    else
      for (const part of wrapText(line, Math.max(20, columns() - 1)))
        multi.log(`${part}${clearToLineEnd}\n`);
  };
  /** New bars go below the last one; the total must stay the lowest. */
  const addBar = (view: MailboxView) => {
    if (bars.size >= Math.max(1, (output.rows || 24) - rowsKept)) return;
    if (total !== undefined) multi.remove(total);
    bars.set(
      view,
      multi.create(1, 0, { line: () => barLine(mailboxFacts(view, now()), columns()) }),
    );
    total = multi.create(1, 0, { line: () => barLine(totalFacts(model, now()), columns()) });
  };
  const dropBar = (view: MailboxView) => {
    const bar = bars.get(view);
    if (bar !== undefined) multi.remove(bar);
    bars.delete(view);
  };
  const nextWithoutBar = () => model.active().find((view) => !bars.has(view));

  return {
    show(event) {
      model.apply(event, clock.monotonicMs());
      const view = 'mailbox' in event ? model.mailboxes[event.mailbox] : undefined;
      if (event.event === 'mailbox-started' && view !== undefined) addBar(view);
      if (event.event === 'mailbox-finished' && view !== undefined) {
        log(`${view.label}: ${finishedText(event)}`);
        dropBar(view);
        const waiting = nextWithoutBar();
        if (waiting !== undefined) addBar(waiting);
      }
      for (const line of remarksOf(event, view?.label ?? '')) log(line);
    },
    close() {
      if (isClosed) return;
      multi.update();
      multi.stop();
      isClosed = true;
    },
  };
}

function remarksOf(event: RunEvent, label: string): string[] {
  if (event.event === 'notice' || event.event === 'error') return messageLines(event);
  if (event.event === 'quota-short') return [`${label}: ${quotaShortText(event)}`];
  if (event.event === 'connection-lost') {
    return [`${label}: a connection to the ${event.side} was lost (${event.code})`];
  }
  return [];
}
